FROM golang:1.24-trixie AS builder
WORKDIR /thread
COPY app/ .
RUN CGO_ENABLED=0 go build -trimpath -o bot ./cmd/bot

FROM alpine:3.22
ENV HOME=/home/user
RUN adduser -u 1001 -D -h "$HOME" user
COPY --from=builder /thread/bot /home/user/bot
RUN chown user:user /home/user/bot
ENTRYPOINT ["home/user/bot"]
