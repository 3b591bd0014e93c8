FROM golang:1.24-trixie
WORKDIR /src
COPY app/ .
RUN CGO_ENABLED=0 go build -trimpath -o bot ./cmd/bot
ENTRYPOINT ["/src/bot"]
