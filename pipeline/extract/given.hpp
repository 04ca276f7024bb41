// What a person says of a document, while it is extracted: their values stand before everything that is worked out from values,
// so that sums, products and words are held against them, and nothing that is worked out goes over them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/correction.hpp"
#include "extract/decode.hpp"
#include "extract/template.hpp"

namespace claimpack::extract {

using Pages = std::vector<const core::Reading*>;

// The name of a row of the table by its print: the page and the box around its cells.
std::string key_of(const core::Row& row, const Pages& pages);

class Given {
 public:
  // `said`: of this document, in the order in which it was said.
  Given(const std::vector<core::Correction>& said, const DocumentTemplate& kind, const Pages& pages,
        std::vector<core::UnfitCorrection>& unfit);

  bool empty() const { return said_.empty(); }
  // Fields as said; called again it says again what was worked out over.
  void set_fields(core::Document& document);
  // Rows and cells, before the table's arithmetic; then the cells again, behind it.
  void set_rows(const ItemsTemplate& items, FoundTable& table);
  void hold_rows(core::Document& document);
  // The same for rows that have no table behind them.
  void set_slips(const ItemsTemplate& items, core::Document& document);

 private:
  bool is_field(const core::Document& document, const std::string& name) const;
  core::Field said_field(const core::Correction& said, const core::Field* before) const;
  void set_cell(const core::Correction& said, const ItemsTemplate& items, FoundTable& table);
  void add_row(const core::Correction& said, const ItemsTemplate& items, FoundTable& table);
  void remove_row(const core::Correction& said, FoundTable& table);
  int row_named(const FoundTable& table, const core::Correction& said);
  int page_index(const core::Origin& origin) const;
  void misfit(const core::Correction& said, const std::string& why);

  std::vector<core::Correction> said_;
  const DocumentTemplate& kind_;
  const Pages& pages_;
  std::vector<core::UnfitCorrection>& unfit_;
  std::map<std::string, core::Field> held_;  // by field
  std::set<std::string> cleared_;
  std::map<std::string, std::map<std::string, core::Field>> cells_;  // by row and column
  std::map<std::string, std::set<std::string>> cleared_cells_;
  std::set<std::int64_t> told_;
};

}  // namespace claimpack::extract
