// Revisions: the port behind which a claim on the shelf is decided again under a reviewer's corrections, and packed again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/claim.hpp"
#include "core/correction.hpp"
#include "core/result.hpp"

namespace claimpack::core {

// A page as the thumbnails show it.
struct RevisedPage {
  Origin origin;
  int width = 0, height = 0;  // as scanned; 0 where it could not be read
  double dpi = 200;
  int rotation = 0;   // clockwise turn that the page on file has
  int document = -1;  // index into the claim's documents; of several on one page the first
  std::string kind;   // of that document; empty: none
  bool blank = false;
  std::string advice;     // "模糊，请重新扫描"; empty where the page is fine
  std::string set_aside;  // why a person set it aside, or why it could not be read; empty: neither
};

// What a person has to look at, in the order in which it is best taken.
struct Need {
  enum class Type { field, absent, finding, question, page, correction } type = Type::field;
  int document = -1;  // index into the claim's documents
  std::string field;  // "total_amount", "items[3].amount", or empty
  Origin page{"", 0};
  std::string rule;
  std::int64_t correction = 0;  // of an unfit one
  std::string why_zh, why_en;
};
const char* name_of(Need::Type type);

struct Revised {
  std::string claim_json;  // as it would stand in the packet; rows' keys under "row_keys" beside "items"
  Outcome outcome = Outcome::review;
  std::string claim_id, region, claim_type, claimant;
  std::string total;  // money: of the bills together; empty: none was read
  std::vector<RevisedPage> pages;
  std::vector<Need> needs;
  int looked_at = 0;  // values that the needs are counted out of
  std::vector<UnfitCorrection> unfit;
};

// A box of a page read into a value.
struct BoxReading {
  std::string text, value;  // value empty: what stands there is none of that type
  double confidence = 0;
  Box box;  // of the characters, on the page as scanned
  std::vector<Candidate> candidates;
};

// One value of one claim, for walls of crops.
struct WallValue {
  std::int64_t claim = 0;
  std::string claim_id;
  int document = -1;
  std::string kind, field;  // field as Need's
  std::string value;
  double confidence = 0;
  bool accepted = false;
  Origin page;
  Box box;
};

// What became of a submission.
struct Repacked {
  std::int64_t packet = 0;  // of the ledger
  int revision = 0;
  std::string outcome, state;      // state: a name of claim_state.hpp
  std::vector<std::string> files;  // in the packet's folder
};

// `corrections` are always all of the claim's in the order of their ids, undone ones among them. Claims are the ledger's. Errors:
// missing_part where the claim was packed without its readings (by an older program): its scans must be read again; bad_input for
// a claim that has no packet; disk, damaged. Callable from several threads; calls for one claim wait for one another.
class Revisions {
 public:
  virtual ~Revisions() = default;
  virtual Result<Revised> decide(std::int64_t claim, const std::vector<Correction>& corrections) = 0;
  // Makes new corrections fit to be kept: gives ids behind those of `made`, rows their keys, values their normal form. Error
  // bad_input names the first that does not fit the claim as it is after `made`: nothing of it may be kept then.
  virtual Result<std::vector<Correction>> settle(std::int64_t claim, const std::vector<Correction>& made,
                                                 std::vector<Correction> wanted) = 0;
  // A new revision of the claim's packet, into the ledger and then among the packets in one step.
  virtual Result<Repacked> submit(std::int64_t claim, const std::vector<Correction>& corrections) = 0;
  virtual Result<BoxReading> read_box(std::int64_t claim, const Origin& page, const Box& box, const std::string& type) = 0;
  // Of these claims, the most doubtful first: values of `field` ("total_amount"; "items.amount" for cells).
  virtual Result<std::vector<WallValue>> wall(const std::vector<std::int64_t>& claims, const std::string& field, int limit) = 0;
};

}  // namespace claimpack::core
