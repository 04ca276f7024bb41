// The proof: the log's chain is whole; every row is what its last line in the log says; every state was reached by allowed
// steps; every arrival is terminal or in flight in a claim that goes on; every packet's page has its arrival; every byte
// kept has its digest.
#include <map>
#include <set>

#include "store/desk_rows.hpp"
#include "store/log.hpp"
#include "store/rows.hpp"
#include "store/shelf.hpp"

namespace claimpack::store {

using core::Arrival;
using core::ArrivalState;
using core::AuditReport;
using core::LedgerClaim;
using core::LogLine;
using core::PacketRecord;
using core::Result;
using core::WorkState;

namespace {

// Beyond this many, more faults of one ledger say nothing new.
constexpr std::size_t faults_max = 1000;

class Audit {
 public:
  explicit Audit(soci::session& sql) : sql_(sql) {}
  AuditReport report;
  std::map<std::string, std::int64_t> blobs;  // digest to size, as the ledger has them

  void run() {
    check_file();
    check_log();
    for (const Arrival& each : arrivals_where(sql_, "id >= :v ORDER BY id", std::int64_t(0))) check(each);
    for (const LedgerClaim& each : claims_where(sql_, "id >= :v ORDER BY id", std::int64_t(0))) claims_[each.id] = each;
    for (const PacketRecord& each : packets_where(sql_, "id >= :v ORDER BY id", std::int64_t(0))) check(each);
    for (const auto& [id, claim] : claims_) check(claim);
    for (const auto& [id, arrival] : arrivals_) check_flight(arrival);
    each_desk_row(sql_, [this](const std::string& kind, std::int64_t id, const std::string& row) { compare(kind, id, row); });
    for (const auto& [subject, row] : last_)
      fault("the log knows " + subject.first + " " + std::to_string(subject.second) + ", the ledger does not");
    read_blobs();
    if (report.arrivals != report.terminal + report.in_flight) fault("arrivals are not terminal + in flight");
  }

  void fault(const std::string& what) {
    if (report.faults.size() < faults_max) report.faults.push_back(what);
  }

 private:
  void check_file() {
    if (schema_of(sql_) != schema_wanted()) fault("the ledger's tables are not declared as they were");
    std::string said;
    soci::statement integrity = (sql_.prepare << "PRAGMA integrity_check", soci::into(said));
    integrity.execute();
    while (integrity.fetch())
      if (said != "ok") fault("the ledger's file: " + said);
    soci::statement foreign = (sql_.prepare << "SELECT \"table\" FROM pragma_foreign_key_check", soci::into(said));
    foreign.execute();
    while (foreign.fetch()) fault("a row of " + said + " points at nothing");
    // A claim that was not parted has none of this in the log's text of it.
    int odd = 0;
    sql_ << "SELECT count(*) FROM claims WHERE typeof(parent) <> 'integer' OR typeof(facts) <> 'text' OR typeof(doubts) <> 'text'"
            " OR (parent = 0 AND (facts <> '' OR doubts <> ''))",
        soci::into(odd);
    if (odd > 0) fault("the ledger's file: what claims were parted by is not as it was written");
  }

  void check_log() {
    walk(sql_, [this](const LogLine& line, bool whole) {
      ++report.log_lines;
      const std::string where = "line " + std::to_string(line.id) + " of the log";
      if (!whole) fault(where + ": the chain is broken here");
      const std::pair key(line.kind, line.subject);
      const auto before = last_.find(key);
      if (line.kind == "arrival") {
        const auto to = core::arrival_state(value_in(line.row, "state"));
        if (!to) fault(where + ": a state that nobody knows");
        else if (before == last_.end() ? *to != ArrivalState::arrived : !steps_to(before->second, *to))
          fault(where + ": arrival " + std::to_string(line.subject) + " may not become " + core::name_of(*to));
      }
      if (!is_act(line.kind)) last_[key] = line.row;
    });
  }

  static bool steps_to(const std::string& row, ArrivalState to) {
    const auto from = core::arrival_state(value_in(row, "state"));
    return from && (*from == to || core::may_follow(*from, to));
  }

  void compare(const std::string& kind, std::int64_t id, const std::string& row) {
    const auto logged = last_.find({kind, id});
    if (logged == last_.end()) return fault(kind + " " + std::to_string(id) + " has no line in the log");
    if (logged->second != row) fault(kind + " " + std::to_string(id) + " is not what the log says of it");
    last_.erase(logged);
  }

  void check(const Arrival& arrival) {
    ++report.arrivals;
    ++(core::is_terminal(arrival.state) ? report.terminal : report.in_flight);
    compare("arrival", arrival.id, row_of(arrival));
    const std::string who = "arrival " + std::to_string(arrival.id);
    if (arrival.state == ArrivalState::duplicate) {
      const auto first = arrivals_.find(arrival.first);
      if (first == arrivals_.end() || first->second.digest != arrival.digest)
        fault(who + ": the first of its bytes is not there");
    } else if (arrival.first != 0) {
      fault(who + ": points at a first and is no duplicate");
    } else if (!firsts_.insert(arrival.digest).second) {
      fault(who + ": its bytes are entered twice");
    }
    arrivals_[arrival.id] = arrival;
  }

  void check_flight(const Arrival& arrival) {
    if (core::is_terminal(arrival.state)) {
      if (arrival.state == ArrivalState::packed && !packed_claims_.count(arrival.claim))
        fault("arrival " + std::to_string(arrival.id) + " is packed, its claim has no packet");
      return;
    }
    const auto claim = claims_.find(arrival.claim);
    const bool goes_on =
        claim != claims_.end() && (claim->second.state == WorkState::open || claim->second.state == WorkState::ready ||
                                   claim->second.state == WorkState::working || arrival.state == ArrivalState::waiting_review);
    if (!goes_on)
      fault("arrival " + std::to_string(arrival.id) + " is " + core::name_of(arrival.state) + " in no claim that goes on");
  }

  void check(const PacketRecord& packet) {
    ++report.packets;
    compare("packet", packet.id, row_of(packet));
    packed_claims_.insert(packet.claim);
    const std::string who = "packet " + std::to_string(packet.id);
    if (packet.files.empty()) fault(who + " has no file");
    if (packet.pages.empty()) fault(who + " has no page");
    for (const auto& page : packet.pages) {
      ++report.packet_pages;
      if (!arrivals_.count(page.arrival)) fault(who + ": a page of " + page.file + " traces to no arrival");
    }
  }

  void check(const LedgerClaim& claim) {
    ++report.claims;
    compare("claim", claim.id, row_of(claim));
    if (claim.state == WorkState::done && !packed_claims_.count(claim.id))
      fault("claim " + claim.name + " is done without a packet");
  }

  void read_blobs() {
    long long bytes = 0;
    std::string digest;
    soci::statement read = (sql_.prepare << "SELECT digest, bytes FROM blobs", soci::into(digest), soci::into(bytes));
    read.execute();
    while (read.fetch()) blobs[digest] = bytes;
  }

  soci::session& sql_;
  std::map<std::pair<std::string, std::int64_t>, std::string> last_;  // what is left was not seen in the tables
  std::map<std::int64_t, Arrival> arrivals_;
  std::map<std::int64_t, LedgerClaim> claims_;
  std::set<std::int64_t> packed_claims_;
  std::set<std::string> firsts_;
};

}  // namespace

Result<AuditReport> FolderShelf::audit() {
  std::map<std::string, std::int64_t> blobs;
  auto audited = database_->look([&](soci::session& sql) {
    Audit audit(sql);
    audit.run();
    blobs = std::move(audit.blobs);
    return std::move(audit.report);
  });
  if (!audited) return audited;
  AuditReport report = std::move(audited).value();
  // Blobs never change and are never removed: they may be read after the look, while others go on writing.
  for (const auto& [digest, bytes] : blobs) {
    ++report.blobs;
    const auto size = blobs_.verify(digest);
    if (!size) report.faults.push_back(size.error().what + ": " + digest);
    else if (size.value() != bytes) report.faults.push_back("blob " + digest + " has another size than the ledger says");
  }
  const auto kept = blobs_.all();
  if (!kept) return kept.error();
  for (const std::string& digest : kept.value()) report.spare_blobs += !blobs.count(digest);
  return report;
}

}  // namespace claimpack::store
