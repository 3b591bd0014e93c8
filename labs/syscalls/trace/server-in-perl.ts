/**
 * The service of this lab in Perl, as other answers have it. `atStart` runs before it listens, `atRequest` at each request;
 * both may fill `%is`, with `of` what a line of a table or list says.
 */
export const serverInPerl = ({
  atStart = '',
  atRequest = '',
}: {
  atStart?: string;
  atRequest?: string;
}): string =>
  String.raw`#!/usr/bin/perl
use Socket;
my %is;
sub of { map { lc =~ /^(\S+?)\s*=\s*(\d+)/ } @_ }
${atStart}
socket my $listener, PF_INET, SOCK_STREAM, 0;
setsockopt $listener, SOL_SOCKET, SO_REUSEADDR, 1;
bind $listener, sockaddr_in(8080, INADDR_ANY) and listen $listener, 16 or die "$!\n";
while (accept my $client, $listener) {
  sysread $client, my $request, 2048;
  my ($name) = $request =~ m{^GET /(\S*)};
  ${atRequest}
  syswrite $client, "HTTP/1.0 " . (exists $is{$name} ? "200 OK\r\n\r\n$name is $is{$name}\n" : "404 Not Found\r\n\r\n$name is no call\n");
}
`;
