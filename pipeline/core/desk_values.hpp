// The values of the review station's desk (desk.hpp). JSON stands in them as text: what it means is the server's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/ledger.hpp"

namespace claimpack::core {

// Where a claim stands at the desk. Stored by name: the names are frozen.
enum class Stand {
  automatic,       // complete, no person was needed
  waiting,         // for a person
  waiting_second,  // for a second person to agree
  packing,         // decided; its packet is being made
  packed           // decided and made
};
const char* name_of(Stand stand);
std::optional<Stand> stand_of(const std::string& name);

struct Reason {  // why a claim stopped
  std::string code, title, severity;
  bool operator==(const Reason&) const = default;
};

struct DeskClaim {
  std::int64_t claim = 0;
  std::string name;  // of the ledger's claim; not kept here
  int round = 1;
  Stand stand = Stand::waiting;
  std::string claim_id, region, region_title, claim_type, claimant, hospital;
  std::string outcome, state;    // state: a name of claim_state.hpp
  std::int64_t amount_fen = -1;  // below 0: not known
  int pages = 0;
  std::vector<Reason> reasons;
  bool counter = false;  // the claimant stands at the counter
  int priority = 0;      // higher goes first
  std::string deadline;  // YYYY-MM-DD
  std::int64_t opened_at_ms = 0;
  int revision = 0;  // grows with every change that a person makes
  std::int64_t postponed_until_ms = 0;
  std::string postponed_for;
  bool with_senior = false;
  std::string senior_reason;
  std::int64_t decided_by = 0, decided_at_ms = 0;  // 0: nobody yet
  std::string decision;                            // JSON {state, reason}; empty: as the rules say
  std::int64_t second_by = 0, done_at_ms = 0;
};

struct Lease {
  std::int64_t claim = 0, token = 0, person = 0, until_ms = 0;  // token 0: never leased
};

struct QueueQuery {
  std::string stand = "waiting";           // waiting, second, senior, postponed, packed, automatic, all
  std::string region, reason, held, text;  // held: "", free, mine, held
  std::int64_t opened_before_ms = 0;       // 0: any age
  std::int64_t person = 0, now_ms = 0;
  int limit = 50;
  std::int64_t offset = 0;
};
struct QueueEntry {
  DeskClaim claim;
  Lease lease;                // token 0: free
  std::int64_t assigned = 0;  // to whom a supervisor gave it; 0: to nobody
};
// What a supervisor changes of a claim's place in the queue; what is not there stays as it is.
struct Steering {
  std::optional<int> priority;
  std::optional<bool> counter;
  std::optional<std::string> deadline;  // YYYY-MM-DD
  std::optional<std::int64_t> person;   // to whom it goes by itself, and to nobody else; 0: to anybody
};
struct QueueCounts {
  std::int64_t waiting = 0, postponed = 0, senior = 0, second = 0, held = 0, overdue = 0, counter = 0, mine = 0;
};
struct QueuePage {
  std::vector<QueueEntry> entries;
  std::int64_t total = 0;
  QueueCounts counts;
};

struct NextQuery {
  std::int64_t person = 0, now_ms = 0, until_ms = 0, after = 0;  // after: not this claim
  bool senior = false;                                           // may take from the seniors' pile, and be the second one
};

struct NewCorrection {
  std::string kind, body, field,
      request;  // body: JSON; field: that it speaks of, for the figures; request: the page's own id of it
};
struct KeptCorrection {
  std::int64_t id = 0;  // counted in its claim, from 1
  std::string body;
  std::int64_t person = 0;
  std::int64_t at_ms = 0;
  bool undone = false;
  std::string kind, request, login, name;  // login, name: of the person
  std::string second;                      // login of the second person who agreed to the decision that it led to
};

struct Act {
  std::int64_t person = 0, claim = 0;  // 0: nobody, none
  std::string verb, detail;            // "saw", "unmasked" …
};

struct Upload {
  std::int64_t id = 0;
  std::string folder, file, digest, station;
  std::int64_t person = 0, at_ms = 0;
  bool counter = false;  // the claimant stands at the counter
};

struct Sample {
  enum class Kind { blind, second, known } kind = Kind::blind;
  std::int64_t id = 0, claim = 0;
  int n = 0;        // the page, as in pages_json
  std::string box;  // "x,y,w,h"
  std::string field, title, expected;
  std::int64_t first_by = 0;  // whose reading is checked; 0: the machine's
  std::int64_t answered_by = 0, answered_at_ms = 0;
  std::string answer;
  bool right = false;
};
const char* name_of(Sample::Kind kind);

struct Counted {
  std::string key;
  std::int64_t taken = 0, wrong = 0;
};
struct QualityCounts {
  std::vector<Counted> fields, people;  // people: by their numbers; of first_by where a person's reading was checked, and known
  std::vector<Counted> people_fields;   // by both: "7\ttotal_amount"
  std::int64_t open = 0, sampled = 0, wrong = 0;  // of blind samples
};

struct OutboxItem {
  std::int64_t id = 0, at_ms = 0, claim = 0, acked_at_ms = 0;
  std::string kind, body;
};
struct Webhook {
  std::int64_t id = 0;
  std::string url, secret, last_error;
  bool active = true;
  std::int64_t delivered = 0, failing = 0;
};
struct Delivery {
  std::int64_t webhook = 0, item = 0;
  int attempts = 0;
  std::string url, secret, kind, body;
  std::int64_t at_ms = 0;
};

struct KeptDelivery {
  std::int64_t id = 0, item = 0, claim = 0, at_ms = 0, arrived_at_ms = 0, next_at_ms = 0;  // arrived_at_ms 0: not yet
  int attempts = 0;
  std::string kind, error;
};

// A value that a person read into its field by a box drawn on the page.
struct DrawnCorrection {
  std::int64_t claim = 0;
  std::string hospital, body;  // body: JSON of the correction
};

struct DayFigures {
  std::int64_t day = 0;  // days since 1970 in China
  std::int64_t arrivals = 0, packed = 0, automatic = 0, pages = 0;
};
struct DeskFigures {
  std::int64_t in_today = 0, waiting = 0, overdue = 0, oldest_at_ms = 0;
  std::int64_t claims = 0, automatic = 0;      // of all days asked for
  std::vector<std::int64_t> waiting_since_ms;  // one for each that waits
  std::vector<DayFigures> days;
  std::vector<std::pair<std::int64_t, std::int64_t>> pages_by_minute;       // minute since 1970, pages; of the last hour
  std::vector<std::pair<std::string, std::int64_t>> fields, hospitals;      // corrections, most first
  std::vector<std::pair<Reason, std::int64_t>> supplements;                 // claims, by code and words; most first
  std::vector<std::pair<std::int64_t, std::int64_t>> corrections, decided;  // by person
};

}  // namespace claimpack::core
