// Ledgers for the finance desk: one row a claim, one row a bill. Made of claim.json and manifest.json as they lie in the packets,
// so that what was paid on can be proved.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/claim.hpp"
#include "core/money.hpp"
#include "core/result.hpp"

namespace claimpack::pack {

// A packet as the ledger needs it: of the claim what its claim.json says of claimant, bills, checklist, findings and payment.
struct LedgerClaim {
  core::Claim claim;
  std::string region_title;
  std::string packet_sha256;  // of packet.pdf
};
// `manifest_json` may be empty (packets of older versions). Error bad_input where claim.json is none.
core::Result<LedgerClaim> read_ledger_claim(const std::string& claim_json, const std::string& manifest_json,
                                            const std::string& place);

// The part that the claimant pays first, by the pay notes: "10" of 先自付 10%; several: "10＋5"; empty where none says any.
std::string first_pay_percent(const core::Claim& claim);

struct Cell {
  enum class Kind { text, money, count } kind = Kind::text;
  std::string text;
  core::Fen fen = 0;  // of money
  int count = 0;
};
struct Sheet {
  struct Column {
    std::string title;
    double width = 12;      // characters; longer text goes on in the next line
    bool is_money = false;  // summed up below the rows
    bool cut = false;       // text stays in one line, for what nobody reads on paper
  };
  std::string title;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

struct Ledger {
  Sheet claims, bills;  // of the accepted claims, or of all
  Sheet others;         // what is not in there, and why; left empty where all are
};
Ledger make_ledger(const std::vector<LedgerClaim>& claims, bool all, bool english);

// UTF-8 with a byte order mark and CRLF, as Excel wants it. Text that a spreadsheet would take for a formula begins with an
// apostrophe; numbers of papers end in a tab, which keeps them text with all their noughts.
std::string ledger_csv(const Sheet& sheet);
// The workbook's bytes; `scratch`: a folder to write in. The same ledger gives the same bytes. Error disk.
core::Result<std::string> ledger_xlsx(const Ledger& ledger, const std::filesystem::path& scratch);

}  // namespace claimpack::pack
