#!/usr/bin/perl
# GTKWave process filter: a beat in hexadecimal -> its binary32 numbers, lowest lane first.
$| = 1;
while (my $hex = <STDIN>) {
    chomp $hex;
    if ($hex !~ /^[0-9a-fA-F]+$/) { print "$hex\n"; next; }
    $hex = '0' x (-length($hex) % 8) . $hex;
    my @numbers = map { sprintf "%.6g", unpack "f<", pack "V", $_ } reverse map { hex } $hex =~ /(.{8})/g;
    print "@numbers\n";
}
