// What the ledger keeps of a packet: its files, and where each of its pages came from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace claimpack::core {

struct PacketPage {
  std::int64_t arrival = 0;
  std::string file;  // as claim.json names it; inside an archive "a.zip/1.jpg"
  int page = 1;
};

struct LedgerBill {
  std::string code, number, claim;  // `claim`: the id that its claim.json has
  bool operator==(const LedgerBill&) const = default;
};

struct PacketFile {
  std::string name;    // in the packet's folder; no folders below it
  std::string digest;  // of its bytes, which are on the shelf
  bool operator==(const PacketFile&) const = default;
};

// What became of a round of a claim; goes into the ledger in one piece.
struct PacketRecord {
  std::int64_t id = 0, claim = 0;
  int round = 1;
  int revision = 0;      // of the round: 0 as it was read, 1 and more as a reviewer corrected it
  std::string claim_id;  // as claim.json has it
  std::string outcome;
  std::int64_t made_at_ms = 0;
  bool published = false;         // its folder stands among the packets
  std::vector<PacketFile> files;  // all that its folder holds: claim.json, packet.pdf, the letters, manifest and signature
  std::vector<PacketPage> pages;
  std::vector<LedgerBill> bills;
  std::string readings;  // digest: of its pages' readings, with which it can be decided again; empty: not kept
};

}  // namespace claimpack::core
