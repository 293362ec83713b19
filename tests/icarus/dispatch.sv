// One flexsa_dispatch: random instructions, units that take what they are offered now or later. Each unit must get its own,
// in order and unchanged, a ShiftV with the count of ExecGEMMs before it; Sync holds everything behind it until units are idle.
module dispatch;
  localparam Instrs = 3000, Units = 5;

  reg                  clk, rst_n, valid, units_idle;
  reg [127:0]          instr;
  reg [Units-1:0]      ready;
  wire                 ready_out, taken, idle;
  wire [Units-1:0]     unit_valid;
  wire [Units*128-1:0] unit_instr;
  wire [7:0]           shift_after;
  flexsa_dispatch dut (
    .clk_i(clk), .rst_ni(rst_n), .instr_valid_i(valid), .instr_ready_o(ready_out), .instr_i(instr), .unit_valid_o(unit_valid),
    .unit_ready_i(ready), .unit_instr_o(unit_instr), .shift_after_o(shift_after), .units_idle_i(units_idle), .taken_o(taken),
    .idle_o(idle)
  );
  tally tally ();

  reg [127:0] stream [0:Instrs-1];
  reg [7:0]   execs [0:Instrs-1];     // ExecGEMMs before
  integer     unit_of [0:Instrs-1];   // -1: Sync
  integer     next [0:Units-1];       // of the stream, for the unit
  integer     sent, dispatched, synced, seed, n, i, u, count, given;

  // The unit's next instruction, from `from` on.
  function integer next_of(input integer unit, input integer from);
    integer j;
    begin
      for (j = from; j < Instrs && unit_of[j] != unit; j = j + 1) ;
      next_of = j;
    end
  endfunction

  initial begin
    seed  = 1;
    count = 0;
    for (i = 0; i < Instrs; i = i + 1) begin
      stream[i] = {$random(seed), $random(seed), $random(seed), $random(seed)};
      u = $random(seed) & 15;
      stream[i][3:0] = u == 0 ? 7 : 1 + u % 6;
      case (stream[i][3:0])
        1: unit_of[i] = 0;
        2: unit_of[i] = 1;
        3: unit_of[i] = 2;
        4: unit_of[i] = 3;
        5, 6: unit_of[i] = 4;
        default: unit_of[i] = -1;
      endcase
      execs[i] = count;
      if (unit_of[i] == 3) count = count + 1;
    end
    for (u = 0; u < Units; u = u + 1) next[u] = next_of(u, 0);
    sent  = 0;
    dispatched = 0;
    given = 0;
    clk   = 0;
    rst_n = 0;
    valid = 0;
    ready = 0;
    units_idle = 1;
    #1 clk = 1;
    #1 clk = 0;
    rst_n  = 1;
    synced = next_of(-1, 0); // the Sync that nothing may pass
    for (n = 0; n < 20 * Instrs && (sent < Instrs || !idle); n = n + 1) begin
      valid = sent < Instrs && ($random(seed) & 3) != 0;
      instr = valid ? stream[sent] : 'x;
      for (u = 0; u < Units; u = u + 1) ready[u] = ($random(seed) & (n[7] ? 1 : 7)) == 0;
      units_idle = ($random(seed) & 1) != 0;
      #1;
      for (u = 0; u < Units; u = u + 1)
        if (unit_valid[u] !== 1'b0) begin
          tally.verify(next[u] < Instrs && unit_instr[u*128 +: 128] === stream[next[u]] && next[u] < synced, "instruction", next[u],
                       unit_instr[u*128 +: 64], next[u] < Instrs ? stream[next[u]] : 0);
          if (u == 2) tally.verify(shift_after === execs[next[u]], "ExecGEMMs before", next[u], shift_after, execs[next[u]]);
          if (ready[u]) begin
            next[u] = next_of(u, next[u] + 1);
            given   = given + 1;
          end
        end
      if (taken && unit_of[dispatched] == -1) begin // only with units idle and everything before it given
        for (u = 0; u < Units; u = u + 1) tally.verify(next[u] > dispatched && units_idle, "Sync", dispatched, next[u], dispatched);
        given  = given + 1;
        synced = next_of(-1, dispatched + 1);
      end
      if (taken !== 1'b0) dispatched = dispatched + 1;
      if (valid && ready_out) sent = sent + 1;
      clk = 1;
      #1 clk = 0;
    end
    tally.verify(given == Instrs, "instructions given", 0, given, Instrs);
    tally.close(n);
  end
endmodule
