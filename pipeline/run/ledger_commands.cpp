// audit, status, retry, quarantine, backup, restore: what a person asks of the ledger and tells it.
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "receive/digest.hpp"
#include "run/commands.hpp"
#include "run/output.hpp"
#include "store/store.hpp"
#include "store/system.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;
using ShelfPointer = std::unique_ptr<core::Shelf>;

namespace {

fs::path data_of(const LedgerOptions& options) { return options.data.empty() ? default_data() : options.data; }

Result<ShelfPointer> shelf_of(const LedgerOptions& options, const Common& common) {
  return store::open_existing(data_of(options), disk_of(common), store::system_clock());
}

std::string dumped(const ordered_json& all) { return all.dump(2, ' ', false, ordered_json::error_handler_t::replace); }

Result<std::int64_t> number_in(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (wrong != std::errc() || end != text.data() + text.size() || number <= 0)
    return Error{ErrorCode::bad_input, "This is no file's number", text, "Look for it with: claimpack quarantine list"};
  return number;
}

// The packets' folders, each held against the newest packet of its claim.
void check_folders(core::Shelf& shelf, const fs::path& out, std::vector<std::string>& faults) {
  const auto done = shelf.packets();
  if (!done) return faults.push_back(done.error().what);
  std::map<std::int64_t, core::PacketRecord> newest;
  for (const auto& packet : done.value())
    if (packet.published) newest[packet.claim] = packet;
  for (const auto& [id, packet] : newest) {
    const auto claim = shelf.claim(id);
    if (!claim) continue;
    const fs::path folder = out / claim.value().name;
    std::set<std::string> known;
    for (const auto& [name, digest] : packet.files) {
      known.insert(name);
      const auto found = receive::sha256_file(folder / name);
      if (!found || found.value() != digest) faults.push_back((folder / name).string() + " is not what the ledger says");
    }
    std::error_code fault;
    for (fs::directory_iterator at(folder, fault), end; !fault && at != end; at.increment(fault))
      if (!known.count(at->path().filename().string())) faults.push_back(at->path().string() + " is none of the packet's");
    if (fault) faults.push_back(folder.string() + " cannot be listed");
  }
}

void tell_audit(const core::AuditReport& report, const Common& common) {
  if (common.as_json) {
    ordered_json all = {{"arrivals", report.arrivals}, {"terminal", report.terminal},       {"in_flight", report.in_flight},
                        {"claims", report.claims},     {"packets", report.packets},         {"packet_pages", report.packet_pages},
                        {"blobs", report.blobs},       {"spare_blobs", report.spare_blobs}, {"log_lines", report.log_lines},
                        {"faults", report.faults}};
    common.out << dumped(all) << '\n' << std::flush;
    return;
  }
  const bool zh = common.language == Language::zh;
  common.out << (zh ? "文件 " : "arrivals ") << report.arrivals << (zh ? " = 终态 " : " = terminal ") << report.terminal
             << (zh ? " + 在办 " : " + in flight ") << report.in_flight << '\n'
             << (zh ? "案卷 " : "claims ") << report.claims << (zh ? "，卷宗 " : ", packets ") << report.packets
             << (zh ? "，页 " : ", pages ") << report.packet_pages << '\n'
             << (zh ? "内容 " : "blobs ") << report.blobs << (zh ? "（另有未入账 " : " (and not entered ") << report.spare_blobs
             << (zh ? "），日志 " : "), log lines ") << report.log_lines << '\n';
  for (const std::string& fault : report.faults) common.out << "✗ " << fault << '\n';
  common.out << (report.faults.empty() ? (zh ? "审计通过" : "all proved") : (zh ? "审计未通过" : "not proved")) << std::endl;
}

ordered_json json_of(const core::Arrival& each) {
  return {{"number", each.id},     {"state", core::name_of(each.state)},
          {"name", each.name},     {"claim", each.claim},
          {"reason", each.reason}, {"sha256", each.digest},
          {"path", each.path},     {"bytes", each.mark.bytes},
          {"first", each.first},   {"left_to", each.left_to}};
}

}  // namespace

Exit audit_command(const LedgerOptions& options, const Common& common) {
  const auto shelf = shelf_of(options, common);
  if (!shelf) return refuse(shelf.error(), common);
  auto report = shelf.value()->audit();
  if (!report) return refuse(report.error(), common);
  if (!options.out.empty()) check_folders(*shelf.value(), options.out, report.value().faults);
  tell_audit(report.value(), common);
  return report.value().faults.empty() ? Exit::all_complete : Exit::not_read;
}

Exit retry_command(const LedgerOptions& options, const Common& common) {
  const auto shelf = shelf_of(options, common);
  if (!shelf) return refuse(shelf.error(), common);
  std::vector<core::LedgerClaim> claims;
  if (options.names.empty()) {
    auto failed = shelf.value()->claims(core::WorkState::failed);
    if (!failed) return refuse(failed.error(), common);
    claims = std::move(failed).value();
  }
  for (const std::string& name : options.names) {
    const auto found = shelf.value()->find_claim(name);
    if (!found) return refuse(found.error(), common);
    if (!found.value())
      return refuse({ErrorCode::bad_input, "The ledger has no claim of that name", name, "Look at: claimpack status"}, common);
    claims.push_back(*found.value());
  }
  for (const core::LedgerClaim& claim : claims) {
    if (const auto again = shelf.value()->retry(claim.id, "a person asked for it"); !again) return refuse(again.error(), common);
    common.out << claim.name << '\n';
  }
  common.out << std::flush;
  return Exit::all_complete;
}

Exit list_quarantine_command(const LedgerOptions& options, const Common& common) {
  const auto shelf = shelf_of(options, common);
  if (!shelf) return refuse(shelf.error(), common);
  const auto all = shelf.value()->quarantined();
  if (!all) return refuse(all.error(), common);
  ordered_json list = ordered_json::array();
  for (const core::Arrival& each : all.value()) {
    const auto claim = shelf.value()->claim(each.claim);
    ordered_json one = json_of(each);
    one["claim"] = claim ? claim.value().name : "";
    list.push_back(one);
    if (!common.as_json)
      common.out << each.id << "  " << one["claim"].get<std::string>() << "/" << each.name << "  " << each.reason << '\n';
  }
  if (common.as_json) common.out << dumped(list) << '\n';
  common.out << std::flush;
  return Exit::all_complete;
}

Exit show_quarantine_command(const LedgerOptions& options, const Common& common) {
  const auto shelf = shelf_of(options, common);
  if (!shelf) return refuse(shelf.error(), common);
  const auto number = number_in(options.names.front());
  if (!number) return refuse(number.error(), common);
  const auto arrival = shelf.value()->arrival(number.value());
  if (!arrival) return refuse(arrival.error(), common);
  const auto history = shelf.value()->history("arrival", number.value());
  if (!history) return refuse(history.error(), common);
  ordered_json one = json_of(arrival.value());
  for (const core::LogLine& line : history.value()) one["history"].push_back({{"at_ms", line.at_ms}, {"what", line.why}});
  common.out << dumped(one) << std::endl;
  if (options.file.empty()) return Exit::all_complete;
  const auto bytes = shelf.value()->bytes_of(arrival.value().digest);
  if (!bytes) return refuse(bytes.error(), common);
  const auto written = core::write_new(disk_of(common), options.file, bytes.value());
  return written ? Exit::all_complete : refuse(written.error(), common);
}

Exit release_quarantine_command(const LedgerOptions& options, const Common& common) {
  const auto shelf = shelf_of(options, common);
  if (!shelf) return refuse(shelf.error(), common);
  for (const std::string& name : options.names) {
    const auto number = number_in(name);
    if (!number) return refuse(number.error(), common);
    const auto released = shelf.value()->release(number.value(), "a person asked for it");
    if (!released) return refuse(released.error(), common);
  }
  return Exit::all_complete;
}

Exit backup_command(const LedgerOptions& options, const Common& common) {
  const auto shelf = shelf_of(options, common);
  if (!shelf) return refuse(shelf.error(), common);
  const auto taken = shelf.value()->backup(options.file);
  if (!taken) return refuse(taken.error(), common);
  common.out << options.file.string() << std::endl;
  return Exit::all_complete;
}

Exit restore_command(const LedgerOptions& options, const Common& common) {
  const auto report = store::restore(options.file, data_of(options), disk_of(common), store::system_clock());
  if (!report) return refuse(report.error(), common);
  tell_audit(report.value(), common);
  return Exit::all_complete;
}

}  // namespace claimpack::run
