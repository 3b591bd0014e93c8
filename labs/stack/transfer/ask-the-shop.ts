import { words } from '../ask-the-stack.ts';

/** Arguments: what is drawn, the shop's port of the host. Buys what is drawn, and looks for it in stock and outbox. */
export const buys = String.raw`${words}
my ($drawn, $shop, $whose) = @ARGV;
my ($status, $said) = ask_behind($shop, 'GET', "/buy/$drawn");
$said =~ /^sold \U$drawn\E as number \d+$/m or die "shop answers $status: $said\n";
my %place = (stock => [7000, '/taken'], mail => [8025, '/outbox']);
for (grep { $_ eq $whose } sort keys %place) {
  my ($port, $path) = @{$place{$_}};
  ($status, $said) = ask($port, [addresses(id_of($_))], 'GET', $path);
  $said =~ /^\Q$drawn\E$/m or die "$_ does not know what the shop sold: $status $said\n";
}
print scalar reverse $drawn;
`;
