FROM golang:1.24-trixie
WORKDIR /src
COPY app/ .
RUN go build -o bot ./cmd/bot
ENTRYPOINT ["./bot", "--config", "config.toml"]
