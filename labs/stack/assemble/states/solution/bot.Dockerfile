FROM golang:1.24-trixie AS builder
WORKDIR /thread
COPY app/ .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o bot ./cmd/bot

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=builder /thread/bot /usr/local/bin/bot
ENTRYPOINT ["/usr/local/bin/bot"]
