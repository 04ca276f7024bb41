// Correction: what a reviewer says of a claim. A claim is never edited in place: what is on screen and in the packet is always
// decided anew, out of the readings and the corrections, in the order in which they were made. An act is undone by a mark, and
// never taken out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/geometry.hpp"
#include "core/page.hpp"

namespace claimpack::core {

// Stored by name: the names are frozen.
enum class CorrectionKind {
  set_field,        // document, field, value | list | flag: the paper says this; page and box where a person drew it
  accept_field,     // document, field; value, where given, is what was accepted: it holds as long as the field reads so
  clear_field,      // document, field: it is not on the paper
  add_item,         // document, row, cells
  remove_item,      // document, row
  set_kind,         // document, or pages -> document_kind, subtype
  group_pages,      // pages, in reading order, make one document of document_kind (empty: as its first page is)
  turn_page,        // pages, turn: clockwise degrees that bring the page as it is shown upright
  set_aside_page,   // pages, reason: belongs to no document of the claim
  restore_page,     // pages: neither set aside nor blank
  set_intake,       // patch: JSON merge patch (RFC 7396) of intake.json
  answer,           // rule, yes, reason; requirement where one line of a list of papers is meant
  dismiss_finding,  // rule, reason; field where one of several findings of the rule is meant
  decision,         // state (a name of claim_state.hpp), reason
  note,             // reason: for whoever comes next
};
const char* name_of(CorrectionKind kind);
std::optional<CorrectionKind> correction_kind(std::string_view name);

// A document by its first page: an index would mean another one after the next act.
struct DocumentName {
  Origin page{"", 0};
  int part = 1;  // of several papers that begin on the page: which, counted from 1 as they lie
  bool empty() const { return page.file.empty(); }
  bool operator==(const DocumentName&) const = default;
};

struct Correction {
  std::int64_t id = 0;  // unique in its claim, ascending; 0: not made yet
  CorrectionKind kind = CorrectionKind::note;
  std::string person;       // login; of a file of corrections, whoever it names
  std::string person_name;  // as papers print it; empty: `person`
  std::string second;       // login of the second pair of eyes that agreed; empty: nobody yet
  std::int64_t at_ms = 0;   // UTC, since 1970
  bool undone = false;

  DocumentName document;
  std::string field;              // "total_amount"; of a cell "items[3].amount", by the row's number when it was made
  std::string row_key;            // which row that was: see row_key_of. Empty: not settled yet, or no row
  int row = -1;                   // of add_item: before which row; of remove_item: which. -1: at the end
  std::string value;              // normal form, as in claim.json
  std::vector<std::string> list;  // of a list field
  bool is_list = false;
  std::optional<bool> flag;                                // of a mark that is true or false
  std::vector<std::pair<std::string, std::string>> cells;  // of add_item: column, value
  std::optional<Box> box;                                  // drawn, on the page as scanned; with it pages[0]
  std::vector<Origin> pages;
  std::string document_kind, subtype;
  int turn = 0;
  std::string patch;  // JSON text
  std::string rule, requirement;
  bool yes = false;
  std::string state;
  std::string reason;

  bool operator==(const Correction&) const = default;
};

// A correction that cannot be applied any more: its page was regrouped, its row is gone.
struct UnfitCorrection {
  std::int64_t id = 0;
  std::string why;  // Chinese
};

// Those in force, in the order of their ids.
std::vector<Correction> in_force(std::vector<Correction> corrections);

// A row's name that holds when other rows come or go: the page and the place of the row's print on it ("a.jpg#1@10,20,300,40");
// of a row that a person added, "+" and the correction's id.
std::string row_key_of(const Origin& page, const Box& box);
struct RowPlace {
  Origin page;
  Box box;
};
std::optional<RowPlace> row_place(std::string_view key);

// "items[3].amount" -> 3, "amount"; nothing for a field outside the table.
struct CellName {
  int row = 0;
  std::string column;
};
std::optional<CellName> cell_name(std::string_view field);
std::string name_of_cell(int row, const std::string& column);

}  // namespace claimpack::core
