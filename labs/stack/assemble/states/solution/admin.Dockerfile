FROM golang:1.24-trixie AS builder
WORKDIR /thread
COPY app/ .
RUN CGO_ENABLED=0 go build -trimpath -o admin ./cmd/admin

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=builder /thread/admin /usr/local/bin/admin
ENTRYPOINT ["/usr/local/bin/admin"]
