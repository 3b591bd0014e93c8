FROM golang:1.24-trixie AS builder
WORKDIR /thread
COPY app/ .
RUN CGO_ENABLED=0 go build -trimpath -o proxy ./cmd/proxy

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=builder /thread/proxy /usr/local/bin/proxy
ENTRYPOINT ["/usr/local/bin/proxy"]
