// Intake: what the front desk knows. Claim: documents, findings, checklist, outcome.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/correction.hpp"
#include "core/document.hpp"
#include "core/result.hpp"

namespace claimpack::core {

// Everything may be unknown: an empty string or an empty optional says that nobody said.
struct Intake {
  std::string claim_id, region, claim_type, submitted_on, submitter, channel, settled_on, treatment_region;
  std::string audit_requested_on;  // when the treatment place was asked to look into the bills; empty: it was not
  std::string claimant_name, claimant_id_number;
  struct Hospital {
    std::string name;
    std::optional<int> level;
    std::optional<bool> designated, networked;
  } hospital;
  struct Filing {
    std::string category, created_on, start, end;  // end empty: open
    std::vector<std::string> regions, hospitals;
    std::string settlement_mode;  // direct | prepaid
    std::optional<bool> consumed, by_commitment;
  };
  // unknown: nobody said; none: the desk says that no filing exists
  enum class FilingState { unknown, none, exists } filing_state = FilingState::unknown;
  Filing filing;
  std::map<std::string, bool> flags;  // trauma, rescue, student, bank_account_on_file, credential_shown, …
  // What a person has decided of the claim; it goes before what the rules propose.
  struct Decision {
    std::string state;  // a name of claim_state.hpp: not_accepted, refused, accepted …
    std::string by, on, reason;
    std::string right_agency;  // who is responsible instead; empty: nobody said
  };
  std::optional<Decision> decision;
};

enum class Severity { note, review, supplement, reject };  // ascending: the gravest decides
enum class Outcome { complete, review, supplement, rejected };

struct Evidence {
  int document = -1;  // index into Claim::documents, -1: none
  std::string field;  // name, "items[3].amount", "seals" or empty for the whole document
  int page = -1;      // index into the claim's readings where a page, not a field, is meant
};

struct Finding {
  std::string rule;  // id, e.g. "x.list.bill_total"
  Severity severity = Severity::review;
  std::string message;   // Chinese, for the clerk: what, where, what to do
  std::string citation;  // the sentence that the rule rests on
  std::string cure;      // Chinese, for the claimant: what to bring; empty where nothing is asked of them
  std::vector<Evidence> evidence;
  // A person's answer or dismissal, which made it a note.
  struct Settled {
    std::int64_t correction = 0;
    Severity was = Severity::review;
    std::string by, reason;
  };
  std::optional<Settled> settled;
};

struct ChecklistItem {
  std::string requirement;  // kind or group name, e.g. "expense_list", "identity"
  std::string title;        // Chinese
  enum class Status { present, missing, waived, unclear } status = Status::missing;
  std::vector<int> documents;      // indices into Claim::documents
  std::vector<std::string> kinds;  // kinds that would meet it
  std::string rule;
  std::string copy;  // "原件", "复印件" or empty
};

// What is done differently when the claim is paid ("pay:" rules); never changes acceptance.
struct PayNote {
  std::string rule, message, citation;
};

struct InputFile {
  std::string file, sha256;
};

struct SetAside {
  std::string file, reason;    // reason in Chinese
  std::optional<Error> error;  // where it could not be read
};

struct Claim {
  std::string claim_id, region, claim_type;
  std::string region_title;         // Chinese name of the rule set, e.g. "厦门市"
  std::vector<std::string> layers;  // the rule packs in force, the narrowest first: nantong, jiangsu, national
  Intake intake;
  std::string claimant_name, claimant_id_number;
  Outcome outcome = Outcome::review;
  std::vector<Document> documents;
  std::vector<ChecklistItem> checklist;
  std::vector<Finding> findings;
  std::vector<PayNote> pay;
  std::vector<PayNote> stated;   // for the report only: exemptions that hold, duties of the agency, lists that are the base's
  std::vector<int> blank_pages;  // indices into the claim's readings
  std::vector<SetAside> set_aside;
  // Pages that a person set aside: in the packet, in no document.
  struct PageAside {
    int page = 0;  // index into the claim's readings
    std::string reason;
  };
  std::vector<PageAside> pages_aside;
  std::vector<Correction> corrections;  // that it was decided with, undone ones among them
  std::vector<UnfitCorrection> unfit;
  int revision = 0;  // of its packet: 0 as it was read first
  std::vector<InputFile> inputs;
  std::string templates_digest, models_digest, program;
};

// A letter of the office: 受理通知书, 一次性告知书 …
struct Paper {
  std::string file;       // "acceptance.pdf"
  std::string title;      // Chinese
  std::string serial;     // 文号
  bool proposal = false;  // a person must confirm it first: not to be handed out
  std::string pdf;        // the file's bytes
};

// What became of one page of the claim in the packet.
struct PagePlace {
  Origin origin;
  int packet_page = 0;  // counted from 1; of a page set aside, the page that says why
  std::string paper;    // kind of the document it belongs to; empty for a blank page and one of no document
  bool blank = false;
  bool unchanged = false;      // its picture stands in the packet byte by byte as it was scanned
  std::string picture_sha256;  // of the picture's bytes in the packet; empty: set aside
  std::string reason;          // Chinese: why it is set aside; empty for every page that is shown
};

// What `pack` hands out: whole files' bytes. notice_pdf is empty where nothing is asked of the claimant.
struct Packet {
  std::string claim_json;
  std::string packet_pdf;
  std::string notice_pdf;         // also among `papers`
  std::vector<Paper> papers;      // in the order of their reading
  std::vector<PagePlace> places;  // one for each page of the claim, in the order of its pages
};

const char* name_of(Severity severity);             // "reject" …
const char* name_of(Outcome outcome);               // "complete" …
const char* name_of(ChecklistItem::Status status);  // "present" …
const char* name_of(Source source);                 // "ocr" …
const char* name_of(Witness witness);               // "second_reader" …
const char* name_of(Absence absence);               // "not_printed" …

}  // namespace claimpack::core
