FROM debian:trixie-slim AS package
COPY lib/ /lib-source/
RUN sh /lib-source/make-deb 1.2.0-1

FROM debian:trixie-slim
RUN --mount=from=package,source=/debs,target=/debs dpkg --install /debs/*.deb && dpkg --remove lib{{library}}-perl
COPY --chmod=755 lamp/page.pl /srv/page
