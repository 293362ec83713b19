// A whole machine: flexsa_top runs a program of cases_machine.c (+case=FOLDER). Checked: every byte of GBUF against the golden
// model's, when each instruction begins and is complete, all cycles and all counters against csim's.
// Parameters are flexsa_top's.
module machine #(
  parameter Arch = 0, SubRows = 4, SubCols = 4, BlkM = 16, PortBytes = 8, PipeDepth = 1,
  parameter SecondWeight = 1,
  parameter GbufBytes = 8192
);
  localparam NumUnits  = Arch == 1 ? 4 : 1;
  localparam Lanes     = Arch == 2 ? 1 : 4;
  localparam LaneBytes = Arch == 2 ? 2 * PortBytes : PortBytes;
  localparam Kinds     = 5;
  localparam NumCnt    = 31, CntCycles = 0, CntWaves = 2, CntIdle = 15, CntBytesV0 = 16, CntBytesH0 = 20;
  localparam IdleCycles = 32;
  localparam MaxInstrs  = 4096;

  reg                          clk, rst_n, instr_valid;
  reg [127:0]                  instr;
  wire                         instr_ready, idle;
  wire [3*Lanes-1:0]           rd_req, rd_rsp_ready;
  wire [3*Lanes*32-1:0]        rd_addr;
  wire [Lanes-1:0]             wr_req;
  wire [Lanes*32-1:0]          wr_addr;
  wire [Lanes*LaneBytes*8-1:0] wr_data;
  wire [Lanes*LaneBytes-1:0]   wr_strobe;
  wire [NumUnits*Kinds-1:0]    start, done;
  reg [1:0]                    count_unit;
  reg [5:0]                    count_index;
  wire [47:0]                  count;
  wire [127:0]                 sizes;

  gbuf #(.Lanes(Lanes), .LaneBytes(LaneBytes), .Bytes(GbufBytes)) memory ();
  flexsa_top #(
    .Arch(Arch), .SubRows(SubRows), .SubCols(SubCols), .BlkM(BlkM), .PortBytes(PortBytes),
    .SecondWeight(SecondWeight != 0), .PipeDepth(PipeDepth)
  ) dut (
    .clk_i(clk), .rst_ni(rst_n), .instr_valid_i(instr_valid), .instr_ready_o(instr_ready), .instr_i(instr),
    .rd_req_valid_o(rd_req), .rd_req_ready_i(memory.rd_ready), .rd_req_addr_o(rd_addr),
    .rd_rsp_valid_i(memory.rd_valid), .rd_rsp_ready_o(rd_rsp_ready), .rd_rsp_data_i(memory.rd_data),
    .wr_req_valid_o(wr_req), .wr_req_ready_i(memory.wr_ready), .wr_req_addr_o(wr_addr), .wr_req_data_o(wr_data),
    .wr_req_strobe_o(wr_strobe), .start_o(start), .done_o(done), .idle_o(idle),
    .count_unit_i(count_unit), .count_index_i(count_index), .count_o(count), .sizes_o(sizes)
  );

  reg [127:0] program_words [0:MaxInstrs-1];
  reg [63:0]  times [0:MaxInstrs-1];
  reg [7:0]   want [0:GbufBytes-1];
  reg [63:0]  want_counts [0:NumCnt-1];
  reg [63:0]  counts [0:NumCnt-1];
  reg [31:0]  facts [0:63];
  integer     started [0:NumUnits*Kinds-1], finished [0:NumUnits*Kinds-1];

  tally tally ();

  task note_events(input integer cycle);
    integer b;
    reg [63:0] time_of;
    for (b = 0; b < NumUnits * Kinds; b = b + 1) begin
      if (start[b] !== 1'b0) begin
        time_of = times[facts[8+b]+started[b]];
        tally.verify(started[b] < facts[32+b] && time_of[63:32] == cycle, "begin of an instruction", b, cycle, time_of[63:32]);
        started[b] = started[b] + 1;
      end
      if (done[b] !== 1'b0) begin
        time_of = times[facts[8+b]+finished[b]];
        tally.verify(finished[b] < facts[32+b] && time_of[31:0] == cycle, "end of an instruction", b, cycle, time_of[31:0]);
        finished[b] = finished[b] + 1;
      end
    end
  endtask

  task read_counters(input integer idle_cycles);
    integer u, i, at;
    begin
      instr_valid = 0;
      for (i = 0; i < NumCnt; i = i + 1) counts[i] = 0;
      for (u = 0; u < NumUnits; u = u + 1)
        for (i = 0; i < NumCnt; i = i + 1) begin
          count_unit  = u;
          count_index = i;
          #1;
          at = NumUnits > 1 && (i == CntBytesV0 || i == CntBytesH0) ? i + u : i; // a core's one lane is lane u of the machine
          counts[at] = counts[at] + count;
        end
      counts[CntCycles] = counts[CntCycles] - NumUnits * idle_cycles;
      counts[CntIdle]   = counts[CntIdle] - NumUnits * idle_cycles;
    end
  endtask

  reg [8*400-1:0] folder;
  integer cycle, taken, idle_for, i;
  initial begin
    if (!$value$plusargs("case=%s", folder)) $finish;
    $readmemh({folder, "/facts.hex"}, facts);
    $readmemh({folder, "/program.hex"}, program_words, 0, facts[0] - 1);
    $readmemh({folder, "/times.hex"}, times, 0, facts[8+NumUnits*Kinds-1] + facts[32+NumUnits*Kinds-1] - 1);
    $readmemh({folder, "/gbuf.hex"}, memory.bytes);
    $readmemh({folder, "/want.hex"}, want);
    $readmemh({folder, "/counts.hex"}, want_counts);
    for (i = 0; i < NumUnits * Kinds; i = i + 1) begin
      started[i]  = 0;
      finished[i] = 0;
    end
    memory.reset(facts[2]);
    instr_valid = 0;
    instr = 0;
    count_unit = 0;
    count_index = 0;
    clk = 0;
    rst_n = 0;
    for (i = 0; i < 4; i = i + 1) begin
      #1 clk = 1;
      #1 clk = 0;
    end
    rst_n = 1;
    taken = 0;
    idle_for = 0;
    for (cycle = 0; idle_for < IdleCycles && cycle < 2 * facts[1] + 200; cycle = cycle + 1) begin
      instr_valid = taken < facts[0];
      instr       = taken < facts[0] ? program_words[taken] : 0;
      memory.drive(cycle);
      #1;
      if (instr_valid && instr_ready) taken = taken + 1;
      idle_for = taken == facts[0] && idle ? idle_for + 1 : 0;
      memory.take(cycle, rd_req, rd_addr, wr_req, wr_addr, wr_data, wr_strobe);
      note_events(cycle);
      clk = 1;
      #1 clk = 0;
    end
    tally.verify(cycle - idle_for == facts[1], "cycles", 0, cycle - idle_for, facts[1]);
    tally.verify(memory.violations == 0 && memory.pending(0) == 0, "GBUF's protocol", 0, memory.violations, 0);
    for (i = 0; i < GbufBytes; i = i + 1) tally.verify(memory.bytes[i] === want[i], "GBUF byte", i, memory.bytes[i], want[i]);
    for (i = 0; i < NumUnits * Kinds; i = i + 1)
      tally.verify(started[i] == facts[32+i] && finished[i] == facts[32+i], "instructions done", i, finished[i], facts[32+i]);
    read_counters(idle_for);
    for (i = 0; i < NumCnt; i = i + 1) tally.verify(counts[i] === want_counts[i], "counter", i, counts[i], want_counts[i]);
    $display("waves %0d %0d %0d %0d", counts[CntWaves], counts[CntWaves+1], counts[CntWaves+2], counts[CntWaves+3]);
    tally.close(cycle - idle_for);
  end
endmodule
