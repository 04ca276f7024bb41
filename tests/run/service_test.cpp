// What a service is to those who run it: systemd, a log, Prometheus, a person; and that it goes on whatever lies in its settings.
#include <poll.h>
#include <signal.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <thread>

#include "catch.hpp"
#include "run/log_lines.hpp"
#include "run/made_scans.hpp"
#include "run/metrics.hpp"
#include "run/service_notice.hpp"
#include "store/store.hpp"
#include "store/system.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using made::content;
using made::has;
using nlohmann::json;

namespace {

// What is logged while it lives, as the log of the program is set up for it.
struct Log {
  std::ostringstream text;
  std::shared_ptr<spdlog::logger> before = spdlog::default_logger();
  spdlog::level::level_enum level = spdlog::get_level();
  Log() {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text)));
  }
  ~Log() {
    spdlog::set_default_logger(before);
    spdlog::set_level(level);
  }
};

struct Office {
  made::Folder folder;
  Office() { fs::create_directories(folder / "in"); }
  fs::path in(const std::string& name) const { return folder / ("in/" + name); }
  void set(const std::string& watch, const std::string& more = "") {
    made::write(folder / "s.yaml", "watch: {quiet_seconds: 0, still_seconds: 0, rescan_seconds: 0.1" + watch +
                                       "}\nsigning: {key_file: " + (folder / "keys/station.key").string() + "}\n" + more);
  }
  std::vector<std::string> words() const {
    return {"watch",      (folder / "in").string(),
            "--out",      (folder / "out").string(),
            "--data",     (folder / "data").string(),
            "--settings", (folder / "s.yaml").string(),
            "--jobs",     "1"};
  }
  made::Outcome once(const core::Recogniser& reader, bool verbose = false) {
    auto all = words();
    all.push_back("--once");
    if (verbose) all.push_back("--verbose");
    return made::run_with(reader, all);
  }
  pid_t start(int page_seconds = 0) const {
    const pid_t child = fork();
    if (child != 0) return child;
    std::ostringstream out, err;
    run::Common common{out, err};
    common.data = CLAIMPACK_SOURCE;
    const made::Double reader([page_seconds](const core::CleanPage&) {
      std::this_thread::sleep_for(std::chrono::seconds(page_seconds));
      return std::vector<core::Line>{made::line("出院小结", 110), made::line("姓名：江予怀", 150)};
    });
    common.readers = made::readers_of(reader);
    run::leave(run::run_command_line(words(), common));
    return 0;
  }
  bool comes(const fs::path& file) const {
    for (int i = 0; i < 600 && !fs::exists(file); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return fs::exists(file);
  }
  made::Outcome ask(std::vector<std::string> all) const {
    all.insert(all.end(), {"--data", (folder / "data").string()});
    return made::run(all);
  }
};

int end(pid_t child, bool told = false) {
  if (!told) kill(child, SIGTERM);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct Listener {
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  explicit Listener(const fs::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    setenv("WATCHDOG_USEC", "400000", 1);
  }
  ~Listener() {
    unsetenv("NOTIFY_SOCKET"), unsetenv("WATCHDOG_USEC");
    close(fd);
  }
  bool hears(const std::string& word) const {
    for (pollfd wait{fd, POLLIN, 0}; poll(&wait, 1, 20'000) > 0;) {
      char text[512];
      const ssize_t count = recv(fd, text, sizeof text, 0);
      if (count > 0 && has(std::string(text, std::size_t(count)), word)) return true;
    }
    return false;
  }
};

}  // namespace

TEST_CASE("systemd is told: ready, alive while it idles, stopping") {
  Office office;
  office.set("");
  const Listener listener(office.folder / "notify");
  const pid_t child = office.start();
  CHECK(listener.hears("READY=1"));
  for (int i = 0; i < 3; ++i) CHECK(listener.hears("WATCHDOG=1"));
  kill(child, SIGTERM);
  CHECK(listener.hears("STOPPING=1"));
  CHECK(end(child, true) == 0);
}

TEST_CASE("a stop does not wait for a page beyond its limit; the page is read at the next start") {
  Office office;
  office.set(", stop_seconds_max: 0.3");
  made::make_claim(office.in("a"), 1);
  const pid_t child = office.start(60);
  const auto working = [&] { return has(office.ask({"status", "--prometheus"}).out, "claimpack_claims{state=\"working\"} 1"); };
  for (int i = 0; i < 300 && !working(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  REQUIRE(working());
  const auto begun = std::chrono::steady_clock::now();
  CHECK(end(child) == 0);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10));
  office.once(made::reads_summary());
  CHECK(fs::exists(office.in("done/a/1.bmp")));
  CHECK(json::parse(office.ask({"audit", "--json"}).out).at("faults").empty());
}

TEST_CASE("without systemd nothing is said, and a wrong socket is no fault") {
  unsetenv("NOTIFY_SOCKET");
  run::ServiceNotice().ready("x");
  for (const std::string& name :
       {std::string("/nowhere/at/all"), std::string("relative"), std::string("@"), "/" + std::string(300, 'x')}) {
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
    run::ServiceNotice notice;
    notice.ready("x"), notice.alive(), notice.stopping();
  }
  unsetenv("NOTIFY_SOCKET");
}

TEST_CASE("a running service does not mind that its settings are broken; the next start says so") {
  Office office;
  office.set("");
  const pid_t child = office.start();
  made::make_claim(office.in("a"), 1);
  REQUIRE(office.comes(office.in("done/a/1.bmp")));
  made::write(office.folder / "s.yaml", "watch: {quiet_seconds: never}\n");
  made::make_claim(office.in("b"), 1, 3);
  CHECK(office.comes(office.in("done/b/1.bmp")));
  CHECK(fs::exists(office.folder / "out/b/packet.pdf"));
  CHECK(end(child) == 0);
  made::make_claim(office.in("c"), 1, 5);
  const auto refused = office.once(made::reads_summary());
  CHECK(refused.code == 1);
  CHECK(has(refused.err, "s.yaml:1"));
  CHECK(fs::exists(office.in("c/1.bmp")));
}

namespace {

// Every name, number and telephone of a truth.
void collect(const json& truth, const std::string& key, std::set<std::string>& personal) {
  static const std::set<std::string> keys = {"name",       "patient_name", "payer_name", "id_number",     "insurance_number",
                                             "agent_name", "phone",        "physician",  "claimant_name", "agent_id_number",
                                             "payee",      "checker"};
  if (truth.is_string() && keys.count(key) && truth.get<std::string>().size() >= 6) personal.insert(truth.get<std::string>());
  if (truth.is_object())
    for (const auto& [name, value] : truth.items()) collect(value, name, personal);
  if (truth.is_array())
    for (const auto& value : truth) collect(value, key, personal);
}

std::set<std::string> personal_in(const json& truth) {
  std::set<std::string> personal;
  json without_items = truth;
  for (auto& document : without_items["documents"]) document.erase("items");  // names of services, not of people
  collect(without_items, "", personal);
  return personal;
}

}  // namespace

TEST_CASE("the service's log is JSON, and names nobody: not from a page, a file's name, a folder's, or an error") {
  Office office;
  office.set(", give_up_seconds: 0", "log: {json: true}\n");
  std::set<std::string> personal;
  int number = 0;
  std::map<std::string, std::string> words;  // what a page shows, by its claim's person
  for (const auto& entry : fs::directory_iterator(std::string(CLAIMPACK_SOURCE) + "/samples/claims")) {
    const json truth = json::parse(content(entry.path() / "truth.json"));
    const auto mine = personal_in(truth);
    REQUIRE(mine.size() >= 3);
    personal.insert(mine.begin(), mine.end());
    const std::string name = truth.at("patient").at("name");
    const fs::path claim = office.in(name + "-" + std::string(truth.at("patient").at("id_number")));
    made::write(claim / (name + ".bmp"), made::scan(++number));
    made::write(claim / (name + "的坏文件.jpg"), "\xff\xd8\xff\xe0 not a picture");
    if (number % 3 == 0) made::write(claim / "intake.json", "{\"claimant\": {\"name\": \"" + name + "\"}, \"claim_id\": 7}");
    for (const auto& each : mine) words[name] += each + " ";
  }
  const made::Double reader([&](const core::CleanPage& page) -> std::vector<core::Line> {
    std::vector<core::Line> lines{made::line("出院小结", 70)};
    for (const auto& [name, said] : words)
      if (has(page.origin.file, name)) lines.push_back(made::line("姓名：" + name, 110)), lines.push_back(made::line(said, 150));
    return lines;
  });
  std::string log;
  {
    Log keeps;
    const auto said = office.once(reader, true);
    log = keeps.text.str() + said.err;
  }
  INFO(log);
  CHECK(std::count(log.begin(), log.end(), '\n') > 10);
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    const json one = json::parse(line, nullptr, false);
    INFO(line);
    REQUIRE(one.is_object());
    CHECK(one.contains("time"));
    CHECK(one.contains("level"));
  }
  for (const auto& each : personal) {
    INFO(each);
    CHECK_FALSE(has(log, each));
  }
  CHECK(has(log, "claim "));
  const std::string metrics = office.ask({"status", "--prometheus"}).out;
  for (const auto& each : personal) CHECK_FALSE(has(metrics, each));
}

TEST_CASE("an error's place is told by the folder that the settings name, no further") {
  const core::Error error{core::ErrorCode::disk, "No space left", "/srv/out/李明远/packet.pdf", "Free some"};
  CHECK(run::sentence_without_names(error, {"/srv/in", "/srv/out"}) == "No space left (/srv/out). Free some");
  CHECK(run::sentence_without_names(error, {"/srv/in"}) == "No space left. Free some");
}

TEST_CASE("metrics are whole: stages, rejects by reason, rooms, ages") {
  Office office;
  office.set(", give_up_seconds: 0");
  made::make_claim(office.in("a"), 2);
  made::write(office.in("a/3.jpg"), "\xff\xd8\xff\xe0 not a picture");
  const pid_t child = office.start();
  REQUIRE(office.comes(office.folder / "out/a/packet.pdf"));
  std::string metrics;
  for (int i = 0; i < 300 && !has(metrics, "claimpack_pages_read_total 2"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    metrics = office.ask({"status", "--prometheus"}).out;
  }
  for (const char* name :
       {"claimpack_arrivals{state=\"claimed\"} ", "claimpack_oldest_arrival_seconds{state=\"waiting_review\"} ",
        "claimpack_claims{state=\"done\"} 1", "claimpack_up 1", "claimpack_files_taken_total 3", "claimpack_pages_per_minute ",
        "claimpack_stage_seconds_bucket{stage=\"read\",le=\"+Inf\"} 2", "claimpack_stage_seconds_count{stage=\"pack\"} 1",
        "claimpack_rejects_total{reason=\"damaged\"} 1", "claimpack_page_seconds_count 2",
        "claimpack_disk_free_bytes{disk=\"data\"} ", "claimpack_paused 0", "claimpack_resident_bytes ",
        "claimpack_open_descriptors "}) {
    INFO(name);
    CHECK(has(metrics, name));
  }
  const auto person = office.ask({"status"}).out;
  CHECK(has(person, "正在运行"));
  CHECK(has(person, "等待识读"));
  CHECK(has(office.ask({"status", "--lang", "en"}).out, "running"));
  CHECK(end(child) == 0);
  CHECK(has(office.ask({"status", "--prometheus"}).out, "claimpack_up 0"));
  CHECK(has(office.ask({"status"}).out, "未运行"));
}

TEST_CASE("nothing is taken in while the ledger's disk has no room; it goes on by itself") {
  Office office;
  office.set(", free_megabytes_min: 1000000");
  made::make_claim(office.in("a"), 1);
  const auto refused = office.once(made::reads_summary());
  if (run::free_bytes(office.folder.path) > 1'000'000'000'000) return;  // a disk that has a terabyte
  CHECK(refused.code == 1);
  CHECK(has(refused.err, "free_megabytes_min"));
  CHECK(fs::exists(office.in("a/1.bmp")));
  office.set("");
  office.once(made::reads_summary());
  CHECK(fs::exists(office.folder / "out/a/packet.pdf"));
}
