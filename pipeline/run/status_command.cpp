// `claimpack status`: what is where, for a person, a program or Prometheus.
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "run/commands.hpp"
#include "run/metrics.hpp"
#include "run/table.hpp"
#include "store/store.hpp"
#include "store/system.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::ArrivalState;
using core::LedgerStanding;
using core::WorkState;
using nlohmann::ordered_json;

namespace {

constexpr std::int64_t fresh_ms = 120'000;  // what the service counted longer ago is not told as its present

struct Status {
  LedgerStanding standing;
  std::int64_t now_ms = 0;
  fs::path data;
  bool running = false;
  std::string counted;  // by the running service; empty: none runs
  std::int64_t room = -1;
};

std::int64_t seconds_since(std::int64_t at_ms, std::int64_t now_ms) {
  return at_ms > 0 ? std::max<std::int64_t>(0, (now_ms - at_ms) / 1000) : 0;
}

std::string counted_in(const fs::path& file) {
  std::error_code fault;
  const auto written = fs::last_write_time(file, fault);
  if (fault || fs::file_time_type::clock::now() - written > std::chrono::milliseconds(fresh_ms)) return "";
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Names and labels are frozen: somebody's alarms rest on them. Nothing of any person is in it.
void tell_metrics(const Status& status, std::ostream& out) {
  const LedgerStanding& standing = status.standing;
  out << "# HELP claimpack_arrivals Files that ever came, by their state.\n# TYPE claimpack_arrivals gauge\n";
  for (const auto& [state, count] : standing.arrivals)
    out << "claimpack_arrivals{state=\"" << core::name_of(state) << "\"} " << count << '\n';
  out << "# HELP claimpack_oldest_arrival_seconds Since the oldest file came that is still in this state; 0: none is.\n"
         "# TYPE claimpack_oldest_arrival_seconds gauge\n";
  for (const auto& [state, at] : standing.oldest_arrival_ms)
    out << "claimpack_oldest_arrival_seconds{state=\"" << core::name_of(state) << "\"} " << seconds_since(at, status.now_ms)
        << '\n';
  out << "# HELP claimpack_claims Claims, by their state.\n# TYPE claimpack_claims gauge\n";
  for (const auto& [state, count] : standing.claims)
    out << "claimpack_claims{state=\"" << core::name_of(state) << "\"} " << count << '\n';
  out << "# HELP claimpack_packets_total Packets made.\n# TYPE claimpack_packets_total counter\nclaimpack_packets_total "
      << standing.packets << "\n# HELP claimpack_packets_waiting Packets made and not yet written out.\n"
      << "# TYPE claimpack_packets_waiting gauge\nclaimpack_packets_waiting " << standing.unpublished
      << "\n# HELP claimpack_oldest_in_flight_seconds Since the longest waiting claim last changed; 0: none waits.\n"
      << "# TYPE claimpack_oldest_in_flight_seconds gauge\nclaimpack_oldest_in_flight_seconds "
      << seconds_since(standing.oldest_open_ms, status.now_ms)
      << "\n# HELP claimpack_up 1: a service works on this ledger.\n# TYPE claimpack_up gauge\nclaimpack_up "
      << int(status.running) << '\n'
      << status.counted << std::flush;
}

ordered_json json_of(const Status& status) {
  ordered_json all = {{"arrivals", ordered_json::object()}, {"claims", ordered_json::object()}};
  for (const auto& [state, count] : status.standing.arrivals) all["arrivals"][core::name_of(state)] = count;
  for (const auto& [state, count] : status.standing.claims) all["claims"][core::name_of(state)] = count;
  all["packets"] = status.standing.packets, all["packets_waiting"] = status.standing.unpublished;
  all["oldest_in_flight_seconds"] = seconds_since(status.standing.oldest_open_ms, status.now_ms);
  for (const auto& [state, at] : status.standing.oldest_arrival_ms)
    all["oldest_arrival_seconds"][core::name_of(state)] = seconds_since(at, status.now_ms);
  all["running"] = status.running;
  all["disk_free_bytes"] = status.room;
  return all;
}

// "3 分钟", "2 hours": as one says it.
std::string age(std::int64_t seconds, bool zh) {
  if (seconds < 120) return std::to_string(seconds) + (zh ? " 秒" : " seconds");
  if (seconds < 7200) return std::to_string(seconds / 60) + (zh ? " 分钟" : " minutes");
  if (seconds < 172'800) return std::to_string(seconds / 3600) + (zh ? " 小时" : " hours");
  return std::to_string(seconds / 86'400) + (zh ? " 天" : " days");
}

std::int64_t count_of(const Status& status, WorkState wanted) {
  for (const auto& [state, count] : status.standing.claims)
    if (state == wanted) return count;
  return 0;
}

std::int64_t value_in(const std::string& counted, const std::string& name) {
  const auto at = counted.find("\n" + name + " ");
  return at == std::string::npos ? 0 : std::int64_t(std::atof(counted.c_str() + at + name.size() + 2));
}

void tell_person(const Status& status, bool zh, std::ostream& out) {
  const auto say = [&](const char* chinese, const char* english) { return std::string(zh ? chinese : english); };
  out << say("服务：", "service: ") << (status.running ? say("正在运行", "running") : say("未运行", "not running"));
  if (value_in(status.counted, "claimpack_paused") > 0)
    out << say("（已暂停：磁盘有问题，恢复后自动继续）", " (paused: trouble with a disk; it goes on by itself)");
  out << '\n';
  std::vector<std::vector<std::string>> claims{{say("案卷", "claims"), say("件", "count"), say("说明", "what that is")}};
  const auto row = [&](const std::string& name, WorkState state, const std::string& what) {
    claims.push_back({name, std::to_string(count_of(status, state)), what});
  };
  row(say("收件中", "coming in"), WorkState::open, say("文件还可能再来", "files may still come"));
  row(say("等待识读", "waiting"), WorkState::ready, say("已齐，排队中", "complete, in the queue"));
  row(say("正在处理", "being read"), WorkState::working, "");
  row(say("已完成", "done"), WorkState::done, say("卷宗已生成", "their packets are made"));
  row(say("未能处理", "failed"), WorkState::failed, say("见 claimpack quarantine list", "see: claimpack quarantine list"));
  row(say("全部重复", "repeated"), WorkState::repeated, say("文件此前都已收到", "all files had come before"));
  out << table(claims, {1}) << '\n';
  std::vector<std::vector<std::string>> files{{say("文件", "files"), say("个", "count"), say("其中最久", "the oldest since")}};
  for (const auto& [state, count] : status.standing.arrivals) {
    std::string oldest;
    for (const auto& [of, at] : status.standing.oldest_arrival_ms)
      if (of == state && at > 0) oldest = age(seconds_since(at, status.now_ms), zh);
    files.push_back({zh ? core::name_zh(state) : core::name_of(state), std::to_string(count), oldest});
  }
  out << table(files, {1}) << '\n' << say("卷宗 ", "packets ") << status.standing.packets;
  if (status.standing.unpublished > 0) out << say("，待写出 ", ", to be written ") << status.standing.unpublished;
  out << '\n';
  if (!status.counted.empty())
    out << say("每分钟识读 ", "pages a minute ") << value_in(status.counted, "claimpack_pages_per_minute")
        << say(" 页，本次运行共 ", ", since the start ") << value_in(status.counted, "claimpack_pages_read_total")
        << say(" 页", "") << '\n';
  if (status.room >= 0)
    out << say("账本所在磁盘剩余 ", "room on the ledger's disk: ") << fixed(double(status.room) / 1e9, 1) << " GB\n";
  out << std::flush;
}

}  // namespace

Exit status_command(const LedgerOptions& options, const Common& common) {
  Status status;
  status.data = options.data.empty() ? default_data() : options.data;
  const auto shelf = store::open_existing(status.data, disk_of(common), store::system_clock());
  if (!shelf) return refuse(shelf.error(), common);
  const auto standing = shelf.value()->standing();
  if (!standing) return refuse(standing.error(), common);
  status.standing = standing.value();
  status.now_ms = store::system_clock().now_ms();
  status.running = store::Hold::is_taken(status.data);
  if (status.running) status.counted = counted_in(status.data / metrics_file);
  status.room = free_bytes(status.data);
  if (options.prometheus) tell_metrics(status, common.out);
  else if (common.as_json) common.out << json_of(status).dump(2) << std::endl;
  else tell_person(status, common.language == Language::zh, common.out);
  return Exit::all_complete;
}

}  // namespace claimpack::run
