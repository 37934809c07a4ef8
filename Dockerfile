# The program is one static binary with everything inside; the image holds nothing else and runs as nobody.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o /jianfu ./app && mkdir /empty

FROM scratch
COPY --from=build /jianfu /jianfu
COPY --from=build --chown=65532:65532 --chmod=700 /empty /data
USER 65532:65532
ENV JIANFU_LISTEN=:8080 JIANFU_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s CMD ["/jianfu", "health"]
ENTRYPOINT ["/jianfu"]
CMD ["serve"]
