# Lays the pruning statistics of one network over another: layer i of n takes the share of channels
# that the donor's layer at the same relative depth, round(i * (m-1) / (n-1)), keeps at each epoch.
# Layers without a column in the donor's trace (fc) take no part, nor does the receiver's last layer.
#   awk -F, -f scripts/transfer_trace.awk workloads/resnet50_v1_5.csv \
#       workloads/resnet50_prunetrain_like_low.csv workloads/inception_v4.csv > TRACE.csv
BEGIN { donors = rows = layers = 0 }
FNR == 1 { file++ }
/^#/ { next }
file == 1 && $1 != "layer" { dense[$1] = $5 }
file == 2 && $1 == "epoch" { for (c = 1; c <= NF; c++) if ($c in dense) { column[donors] = c; name[donors++] = $c } }
file == 2 && $1 != "epoch" { epoch[rows] = $1; for (d = 0; d < donors; d++) share[rows, d] = $(column[d]) / dense[name[d]]; rows++ }
file == 3 && $1 != "layer" { layer[layers] = $1; width[layers++] = $5 }
END {
    n = layers - 1
    printf "epoch"
    for (i = 0; i < n; i++)
        printf ",%s", layer[i]
    print ""
    for (r = 0; r < rows; r++) {
        printf "%s", epoch[r]
        for (i = 0; i < n; i++) {
            w = int(width[i] * share[r, int(i * (donors - 1) / (n - 1) + 0.5)] + 0.5)
            printf ",%d", w < 1 ? 1 : w
        }
        print ""
    }
}
