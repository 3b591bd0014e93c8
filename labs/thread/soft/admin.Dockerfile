FROM golang:1.24-trixie
WORKDIR /src
COPY app/ .
RUN go build -o admin ./cmd/admin
ENTRYPOINT ["./admin"]
