// Broadcast switch (d): what each stationary LBUF's write port takes: its own GBUF lane, or
// what the neighbour is being given (0 -> 1, 0 -> 2, and 1 -> 3 or 2 -> 3). Combinational.
//
// A fill names the cores it is for. Tiles of different sharing are never under way together.
// Example: VSW: lane 0's fill has cores = 0011, core 1 copies core 0's write.
module flexsa_bcast #(
  parameter int unsigned PortBytes = 128
) (
  input  logic [4*flexsa_pkg::FillW-1:0] fills_i,  // from the V load lanes
  input  logic [4*PortBytes*8-1:0]       data_i,   // from GBUF
  output logic [4*flexsa_pkg::FillW-1:0] fills_o,  // to the stationary LBUFs
  output logic [4*PortBytes*8-1:0]       data_o    // to the stationary LBUFs
);
  localparam int unsigned Fw = flexsa_pkg::FillW;
  localparam int unsigned Dw = PortBytes * 8;

  flexsa_pkg::fill_t own0, own1, own2, own3, to0, to1, to2, to3;
  logic take1, take2, take3_own, take3_north;

  assign own0 = fills_i[0*Fw +: Fw];
  assign own1 = fills_i[1*Fw +: Fw];
  assign own2 = fills_i[2*Fw +: Fw];
  assign own3 = fills_i[3*Fw +: Fw];

  assign take1       = own1.valid;
  assign take2       = own2.valid;
  assign take3_own   = own3.valid;
  assign take3_north = to1.valid && to1.cores[3];  // from core 1 (HSW, ISW), else core 2 (VSW)

  assign to0 = own0;
  always_comb begin
    to1 = take1 ? own1 : own0;
    to2 = take2 ? own2 : own0;
    if (!take1) to1.valid = own0.valid && own0.cores[1];
    if (!take2) to2.valid = own0.valid && own0.cores[2];
  end
  always_comb begin
    to3 = take3_own ? own3 : take3_north ? to1 : to2;
    if (!take3_own && !take3_north) to3.valid = to2.valid && to2.cores[3];
  end
  assign fills_o = {to3, to2, to1, to0};

  logic [Dw-1:0] data1, data2;
  assign data1 = take1 ? data_i[1*Dw +: Dw] : data_i[0 +: Dw];
  assign data2 = take2 ? data_i[2*Dw +: Dw] : data_i[0 +: Dw];
  assign data_o[0*Dw +: Dw] = data_i[0 +: Dw];
  assign data_o[1*Dw +: Dw] = data1;
  assign data_o[2*Dw +: Dw] = data2;
  assign data_o[3*Dw +: Dw] = take3_own ? data_i[3*Dw +: Dw] : take3_north ? data1 : data2;
endmodule
