// GBUF for machine.sv: bytes behind read channels (request, in-order response) and write channels. When it answers at once
// or, with a seed, at random is a second writing of harness/backend/gbuf_timing.c: so csim's cycles must come out here too.
//
// A cycle: drive() sets the inputs of the machine, settle, take() looks at its outputs, clock edge.
// Example: a read taken in cycle 7 is answered in cycle 8 (seed 0).
module gbuf #(
  parameter Lanes     = 4,
  parameter LaneBytes = 8,
  parameter Bytes     = 8192,
  localparam Reads    = 3 * Lanes
);
  localparam Queue      = 64;
  localparam MaxLatency = 40;

  reg [7:0]  bytes [0:Bytes-1];
  reg [31:0] addr [0:Reads*Queue-1];
  reg [63:0] due [0:Reads*Queue-1];
  reg [63:0] last_due [0:Reads-1];
  integer    first [0:Reads-1], count [0:Reads-1];
  reg [63:0] state [0:Reads+Lanes-1];   // write channels behind the read channels
  integer    chance [0:Reads+Lanes-1], left [0:Reads+Lanes-1];
  reg        random;
  integer    violations;

  reg [Reads-1:0]             rd_ready, rd_valid;
  reg [Reads*LaneBytes*8-1:0] rd_data;
  reg [Lanes-1:0]             wr_ready;

  // xorshift64*, the upper half
  reg [63:0] drawn;
  task draw(input integer c);
    begin
      state[c] = state[c] ^ (state[c] >> 12);
      state[c] = state[c] ^ (state[c] << 25);
      state[c] = state[c] ^ (state[c] >> 27);
      drawn    = (state[c] * 64'h2545f4914f6cdd1d) >> 32;
    end
  endtask

  reg open;
  task throttle(input integer c);
    begin
      if (left[c] == 0) begin
        draw(c);
        case (drawn[2:0])
          0, 1: chance[c] = 16;
          2: chance[c] = 12;
          3: chance[c] = 8;
          4: chance[c] = 2;
          5: chance[c] = 1;
          6: chance[c] = 0;
          default: chance[c] = 15;
        endcase
        left[c] = 1 + drawn[31:8] % 48;
      end
      left[c] = left[c] - 1;
      draw(c);
      open = drawn[3:0] < chance[c];
    end
  endtask

  task reset(input [63:0] seed);
    integer c, i;
    begin
      random     = seed != 0;
      violations = 0;
      rd_ready   = 0;
      rd_valid   = 0;
      wr_ready   = 0;
      for (c = 0; c < Reads + Lanes; c = c + 1) begin
        // read channels are 0..11, write channels from 12 on, however many there are
        state[c] = ((seed * 16 + (c < Reads ? c : 12 + c - Reads)) * 64'h9e3779b97f4a7c15) | 1;
        left[c]  = 0;
        for (i = 0; i < 8; i = i + 1) draw(c);
      end
      for (c = 0; c < Reads; c = c + 1) begin
        first[c]    = 0;
        count[c]    = 0;
        last_due[c] = 0;
      end
    end
  endtask

  task drive(input [63:0] cycle);
    integer c, i, at;
    begin
      for (c = 0; c < Reads; c = c + 1) begin
        at          = c * Queue + first[c];
        rd_valid[c] = count[c] != 0 && due[at] <= cycle;
        if (rd_valid[c]) begin
          for (i = 0; i < LaneBytes; i = i + 1)
            rd_data[(c*LaneBytes+i)*8 +: 8] = bytes[addr[at]+i];
          first[c] = (first[c] + 1) % Queue;
          count[c] = count[c] - 1;
        end
      end
      rd_ready = {Reads{1'b1}};
      wr_ready = {Lanes{1'b1}};
      if (random) begin
        for (c = 0; c < Reads; c = c + 1) begin
          throttle(c);
          rd_ready[c] = open && count[c] < Queue;
        end
        for (c = 0; c < Lanes; c = c + 1) begin
          throttle(Reads + c);
          wr_ready[c] = open;
        end
      end
    end
  endtask

  // An address must be known, a multiple of the port, and inside.
  task check(input [31:0] at);
    if (^at === 1'bx || at % LaneBytes != 0 || at > Bytes - LaneBytes) begin
      violations = violations + 1;
      $display("GBUF address %h", at);
    end
  endtask

  task take(input [63:0] cycle, input [Reads-1:0] rd_req, input [Reads*32-1:0] rd_addr, input [Lanes-1:0] wr_req,
            input [Lanes*32-1:0] wr_addr, input [Lanes*LaneBytes*8-1:0] wr_data, input [Lanes*LaneBytes-1:0] wr_strobe);
    integer c, i, at;
    reg [63:0] answer;
    begin
      if (^{rd_req, wr_req} === 1'bx) begin
        violations = violations + 1;
        $display("GBUF requests %b %b", rd_req, wr_req);
      end
      for (c = 0; c < Reads; c = c + 1)
        if (rd_req[c] && rd_ready[c]) begin
          check(rd_addr[c*32 +: 32]);
          answer = cycle + 1;
          if (random) begin
            draw(c);
            answer = answer + drawn[31:0] % MaxLatency;
            if (answer <= last_due[c]) answer = last_due[c] + 1;
            last_due[c] = answer;
          end
          at       = c * Queue + (first[c] + count[c]) % Queue;
          addr[at] = rd_addr[c*32 +: 32];
          due[at]  = answer;
          count[c] = count[c] + 1;
        end
      for (c = 0; c < Lanes; c = c + 1)
        if (wr_req[c] && wr_ready[c]) begin
          check(wr_addr[c*32 +: 32]);
          for (i = 0; i < LaneBytes; i = i + 1)
            if (wr_strobe[c*LaneBytes+i] !== 1'b0)
              bytes[wr_addr[c*32 +: 32]+i] = wr_data[(c*LaneBytes+i)*8 +: 8];
        end
    end
  endtask

  // Reads that have not been answered.
  function integer pending(input unused);
    integer c;
    begin
      pending = 0;
      for (c = 0; c < Reads; c = c + 1) pending = pending + count[c];
    end
  endfunction
endmodule
