#!/usr/bin/perl
# GTKWave process filter: a beat in hexadecimal -> its binary16 numbers, lowest lane first.
$| = 1;
while (my $hex = <STDIN>) {
    chomp $hex;
    if ($hex !~ /^[0-9a-fA-F]+$/) { print "$hex\n"; next; }
    $hex = '0' x (-length($hex) % 4) . $hex;
    my @numbers = map {
        my ($sign, $exp, $frac) = ($_ >> 15, $_ >> 10 & 31, $_ & 1023);
        my $value = $exp == 31 ? ($frac ? 'NaN' : 'inf')
                  : sprintf '%.4g', ($exp ? (1024 + $frac) * 2 ** ($exp - 25) : $frac * 2 ** -24);
        ($sign ? '-' : '') . $value;
    } reverse map { hex } $hex =~ /(.{4})/g;
    print "@numbers\n";
}
