// `ClaimContents`: what the review station asks of a claim's pages and values; `run` answers with the rooms' help.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/desk_values.hpp"

namespace claimpack::core {

struct ClaimView {
  std::string claim_json;  // as decided with the corrections
  std::string pages_json;  // array; its place + 1 is a page's n below
  std::string rules_json;  // object: {title, citation} of every rule that is named
  DeskClaim summary;       // what the queue shows of it: claim_id … reasons
  std::string needs_json;  // array: what a person has to look at, in the order to be taken
  int needs_total = 0;     // the values that these are out of
  int dpi = 200;
  bool dismissed_reject = false;  // a reason to reject was set aside by a correction: another person has to agree
};

struct MadeAgain {
  std::int64_t packet = 0;
  std::vector<std::string> files;
  DeskClaim summary;
};

struct ShownPicture {
  std::string jpeg, etag;  // etag: of the bytes that it is made of
};

// A value as a wall shows it.
struct WallCrop {
  std::int64_t claim = 0;
  std::string claim_id, field, value;  // field: "total_amount", "items[3].amount"
  int n = 0;                           // the page
  std::array<int, 4> box{};
  double confidence = 0;
  bool accepted = false;
};

// `claim` is the ledger's number of it. Errors: bad_input (place: what of it), missing_part where a page or file is not there,
// those of the disk. Callable from several threads.
class ClaimContents {
 public:
  virtual ~ClaimContents() = default;
  using Corrections = std::vector<KeptCorrection>;
  // Can these be applied after those? As they are to be kept: values in their normal form, `kind` and `field` filled in.
  virtual Result<std::vector<NewCorrection>> check(std::int64_t claim, const Corrections& so_far,
                                                   const std::vector<std::string>& bodies) = 0;
  virtual Result<ClaimView> view(std::int64_t claim, const Corrections& corrections) = 0;
  // What the queue shows of a packet just made, before anybody corrected it; with reasons, deadline and pages.
  virtual Result<DeskClaim> summary(const PacketRecord& packet) = 0;
  // Makes the packet anew, signs it, enters it and puts it in place. Done twice, it is the same as once: after a death it is
  // called again.
  virtual Result<MadeAgain> repack(std::int64_t claim, const Corrections& corrections) = 0;
  virtual Result<std::vector<std::string>> files(std::int64_t claim) = 0;  // names, of the newest packet
  virtual Result<std::string> file(std::int64_t claim, const std::string& name) = 0;
  virtual Result<ShownPicture> proxy(std::int64_t claim, int n, int turn) = 0;
  virtual Result<ShownPicture> tile(std::int64_t claim, int n, int level, int x, int y, int turn) = 0;
  virtual Result<ShownPicture> crop(std::int64_t claim, int n, const std::array<int, 4>& box, double scale) = 0;
  virtual Result<std::string> read_box(std::int64_t claim, int n, const std::array<int, 4>& box,
                                       const std::string& field_type) = 0;  // JSON {text, candidates}
  // The most doubtful first: values of `field` of these claims ("items.amount": of a column).
  virtual Result<std::vector<WallCrop>> wall(const std::vector<std::int64_t>& claims, const std::string& field, int limit) = 0;
  virtual Result<std::string> rules(const std::string& region) = 0;
  virtual Result<std::string> templates() = 0;
  // JSON {proposals}: what the draft below would be asked for, drawn from values that people read by hand.
  virtual Result<std::string> propose_templates(const std::vector<DrawnCorrection>& drawn) = 0;
  virtual Result<std::string> draft_template(const std::string& body) = 0;
  virtual Result<std::string> save_template(const std::string& body) = 0;
};

// Where uploads go: into an inbox, like anybody's files.
class UploadDoor {
 public:
  virtual ~UploadDoor() = default;
  // A file just written (synced) to `from` becomes FOLDER/NAME in the inbox; a name that is taken gets a number. Its name.
  virtual Result<std::string> put(const std::string& folder, const std::string& name, const std::string& from) = 0;
  virtual std::string coming() = 0;                              // a folder on the same disk, for what is not whole yet
  virtual Result<Done> complete(const std::string& folder) = 0;  // no more will come
};

}  // namespace claimpack::core
