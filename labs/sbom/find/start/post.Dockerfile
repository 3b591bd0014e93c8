FROM debian:trixie-slim AS package
COPY lib/ /lib-source/
RUN sh /lib-source/make-deb 1.2.0-1

FROM debian:trixie-slim
COPY --from=package /package/usr/share/perl5/Title.pm /usr/share/perl5/
COPY --chmod=755 pages/page.pl /srv/page
