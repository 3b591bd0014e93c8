FROM golang:1.24-trixie AS builder
WORKDIR /thread
COPY app/ .
RUN CGO_ENABLED=0 go build -trimpath -o admin ./cmd/admin

FROM scratch
COPY --from=builder /thread/admin /usr/bin/admin
ENTRYPOINT ["admin"]
