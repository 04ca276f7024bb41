// Templates by showing: a person marks on a page how a hospital's paper calls its fields; what that would find in the archive is
// shown before it is saved.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/geometry.hpp"
#include "core/page.hpp"
#include "core/result.hpp"

namespace claimpack::core {

struct ShownMark {
  std::string name;  // of the field, or of the table's column
  bool column = false;
  Origin page;
  Box label;                 // on the page as scanned
  std::optional<Box> value;  // where it was shown too: what must be found
};

// One field of one paper of the archive.
struct ShownValue {
  std::int64_t claim = 0;
  std::string claim_id, name;
  Origin page;
  Box box;
  std::string value;   // with the draft; empty: nothing
  std::string before;  // without it
  std::string why;     // Chinese: of a miss
};

struct ShownDraft {
  std::string yaml;
  int papers = 0;                  // of the kind and hospital in the archive that were tried
  std::vector<ShownValue> hits;    // the shown fields, found
  std::vector<ShownValue> misses;  // not found, or not what was shown
  std::vector<ShownValue> also;    // other fields whose value the draft changes
};

// A value that a person read into its field by drawing a box around it.
struct DrawnValue {
  std::int64_t claim = 0;
  std::string hospital, field;  // field: "total_amount", "items[3].amount"
  Origin page;
  Box box;  // on the page as scanned
};

// What several claims' drawn values have in common: the same print beside the value, on the same kind of one hospital's paper.
struct ShownProposal {
  std::string kind, hospital, label;
  std::vector<std::int64_t> claims;
  std::int64_t claim = 0;  // the example: where the mark lies
  ShownMark mark;
};

// Errors: bad_input for a mark without print, a field that the kind does not have; disk.
class Showing {
 public:
  virtual ~Showing() = default;
  virtual Result<ShownDraft> draft(std::int64_t claim, const std::string& kind, const std::string& hospital,
                                   const std::vector<ShownMark>& marks) = 0;
  // Of values that the templates do not find where they were drawn; of at least `claims_min` claims each, most claims first.
  virtual Result<std::vector<ShownProposal>> propose(const std::vector<DrawnValue>& drawn, int claims_min) = 0;
  // Into the office's folder of templates, from where the program's next start reads it. The file's name.
  virtual Result<std::string> save(const std::string& yaml) = 0;
};

}  // namespace claimpack::core
