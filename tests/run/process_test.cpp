// Whole runs with readers that fail in every way, on small made scans.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "catch.hpp"
#include "run/made_scans.hpp"
#include "run/version.hpp"
#include "run/workers.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using made::content;
using made::has;
using made::names_in;
using made::run_with;
using nlohmann::json;
using Names = std::vector<std::string>;

namespace {

json claim_in(const fs::path& folder) { return json::parse(content(folder / "claim.json")); }

bool has_finding(const json& claim, const std::string& rule, const std::string& severity, const std::string& part) {
  for (const auto& finding : claim.at("findings"))
    if (finding.at("rule") == rule && finding.at("severity") == severity && has(finding.at("message"), part)) return true;
  return false;
}

bool is_pdf(const fs::path& file) { return content(file).rfind("%PDF-", 0) == 0; }

// All pages that the claim tells of, in documents, blank or set aside.
std::size_t pages_told(const json& claim) {
  std::size_t count = claim.at("blank_pages").size();
  for (const auto& document : claim.at("documents")) count += document.at("pages").size();
  return count;
}

}  // namespace

TEST_CASE("a reader that reads nothing: the claim is there, and a person is needed") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 2);
  const auto reader = made::reads_nothing();
  const auto done = run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string()});
  CHECK(done.code == 2);
  CHECK(reader.calls > 0);
  const json claim = claim_in(folder / "out/a");
  CHECK(pages_told(claim) == 2);
  CHECK(claim.at("outcome") != "complete");
  CHECK(is_pdf(folder / "out/a/packet.pdf"));
  CHECK(has(done.out, "需人工 1 件"));
}

TEST_CASE("a reader that reads garbage costs nothing but the values") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1);
  const made::Double reader([](const core::CleanPage&) {
    std::vector<core::Line> lines;
    for (const char* text : {"\xff\xfe\x80", "", "￥￥￥￥", "金额合计：￥99999999999999999999999999", "2026年99月99日",
                             "1\n2\t3", "(((([[[[{{{{", "\xf0\x9f\x92\xa9"}) {
      core::Line line = made::line("x", 100);
      line.text = text;
      lines.push_back(line);
    }
    lines[0].upright = {-100, -100, 100000, 100000};
    lines[1].upright = {5, 5, 0, 0};
    lines[2].confidence = 1e300;
    lines[3].glyphs.clear();
    return lines;
  });
  const auto done = run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string()});
  CHECK(done.code == 2);
  CHECK(pages_told(claim_in(folder / "out/a")) == 1);  // it parses: what is no UTF-8 was replaced
  CHECK(is_pdf(folder / "out/a/packet.pdf"));
}

TEST_CASE("a reader that throws counts as one that reads nothing") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1);
  const made::Double reader([](const core::CleanPage&) -> std::vector<core::Line> { throw std::runtime_error("broken"); });
  const auto done = run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string()});
  CHECK(done.code == 2);
  CHECK(pages_told(claim_in(folder / "out/a")) == 1);
}

TEST_CASE("a reader that hangs on one page costs that page, not the batch") {
  // Owned by what hangs, so that nothing is taken down under it.
  static made::Gate gate;
  static const made::Double reader([](const core::CleanPage& page) {
    if (page.origin.file == "2.bmp") gate.wait();
    return std::vector<core::Line>{made::line("出院小结", 110)};
  });
  const made::Folder folder;
  made::make_claim(folder / "in/a", 3);
  made::make_claim(folder / "in/b", 1);
  made::write(folder / "s.json", "{\"page_seconds_max\": 1}");
  const auto done = run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string(), "--settings",
                                      (folder / "s.json").string(), "--jobs", "1"});
  CHECK(done.code == 3);
  CHECK(run::Workers::stuck() == 1);
  const json claim = claim_in(folder / "out/a");
  CHECK(pages_told(claim) == 2);
  REQUIRE(claim.at("set_aside").size() == 1);
  CHECK(has(claim.at("set_aside")[0].at("file"), "2.bmp"));
  CHECK(has_finding(claim, "x.page.quality", "supplement", "2.bmp"));
  CHECK(is_pdf(folder / "out/a/notice.pdf"));  // the claimant is told
  CHECK(pages_told(claim_in(folder / "out/b")) == 1);
  CHECK(has(done.out, "page_seconds_max"));
  gate.open();
  for (int i = 0; i < 1000 && run::Workers::stuck(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(run::Workers::stuck() == 0);
  CHECK(claim_in(folder / "out/a") == claim);  // what comes late changes nothing
}

TEST_CASE("the program ends though a page still hangs") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1);
  made::write(folder / "s.json", "{\"page_seconds_max\": 1}");
  const pid_t child = fork();
  if (child == 0) {
    made::Gate never;
    const made::Double reader([&](const core::CleanPage&) {
      never.wait();
      return std::vector<core::Line>{};
    });
    std::ostringstream out, err;
    run::Common common{out, err};
    common.data = CLAIMPACK_SOURCE;
    common.readers = made::readers_of(reader);
    run::leave(run::run_command_line(
        {"process", (folder / "in").string(), "--out", (folder / "out").string(), "--settings", (folder / "s.json").string()},
        common));
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == run::code_of(run::Exit::not_read));
  CHECK(has_finding(claim_in(folder / "out/a"), "x.page.quality", "supplement", "1.bmp"));
}

TEST_CASE("a page whose turn cannot be found for a fault is named, and the rest is read") {
  struct Broken : core::TurnFinder {
    core::Turn find(const core::Image&) const override { throw std::runtime_error("out of order"); }
  } const broken;
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1);
  const auto reader = made::reads_summary();
  std::ostringstream out, err;
  run::Common common{out, err};
  common.data = CLAIMPACK_SOURCE;
  common.readers = made::readers_of(reader);
  common.readers->turns = &broken;
  const auto exit = run::run_command_line({"process", (folder / "in").string(), "--out", (folder / "out").string()}, common);
  const json claim = claim_in(folder / "out/a");
  if (exit == run::Exit::not_read) CHECK(has_finding(claim, "x.page.quality", "supplement", "1.bmp"));  // taken as lost …
  else CHECK(pages_told(claim) == 1);                                                                   // … or read as it lies
}

TEST_CASE("the same input gives the same bytes, whatever the threads") {
  const made::Folder folder;
  for (int i = 1; i <= 2; ++i) made::make_claim(folder / ("in/c" + std::to_string(i)), 3, i);
  const auto reader = made::reads_summary();
  const auto go = [&](const std::string& out, const std::string& jobs) {
    return run_with(reader, {"process", (folder / "in").string(), "--out", (folder / out).string(), "--jobs", jobs}).code;
  };
  CHECK(go("one", "1") == 2);
  CHECK(go("again", "1") == 2);
  CHECK(go("again", "2") == 2);  // over the older result
  CHECK(go("four", "4") == 2);
  for (int i = 1; i <= 2; ++i) {
    const std::string name = "c" + std::to_string(i);
    CHECK(names_in(folder / ("one/" + name)) == names_in(folder / ("four/" + name)));
    for (const auto& file : names_in(folder / ("one/" + name))) {
      INFO(name << "/" << file);
      CHECK((content(folder / ("one/" + name + "/" + file)) == content(folder / ("again/" + name + "/" + file))));
      CHECK((content(folder / ("one/" + name + "/" + file)) == content(folder / ("four/" + name + "/" + file))));
    }
  }
  CHECK(names_in(folder / "four") == Names{"c1", "c2", "ledger-bills.csv", "ledger.csv", "ledger.xlsx"});
}

TEST_CASE("a malformed intake.json is named by line, its scans are kept, the other claims are done") {
  const made::Folder folder;
  made::make_claim(folder / "in/bad", 1);
  made::write(folder / "in/bad/intake.json", "{\n  \"claim_id\": \"x\",\n  oops\n}");
  made::make_claim(folder / "in/good", 1);
  const auto reader = made::reads_summary();
  const auto done = run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string()});
  CHECK(done.code == 3);
  CHECK(has(done.out, "intake.json:3:"));
  CHECK(has(done.out, "未能处理"));
  CHECK(names_in(folder / "out") == Names{"good", "ledger-bills.csv", "ledger.csv", "ledger.xlsx"});
  CHECK(names_in(folder / "in/bad") == Names{"1.bmp", "intake.json"});
}

TEST_CASE("an unknown region: the known ones are named") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1);
  const auto reader = made::reads_summary();
  SECTION("of the command line: before anything is read") {
    const auto done =
        run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string(), "--region", "atlantis"});
    CHECK(done.code == 1);
    CHECK(has(done.err, "atlantis"));
    CHECK(has(done.err, "xiamen"));
    CHECK(reader.calls == 0);
  }
  SECTION("of an intake.json: that claim only") {
    made::write(folder / "in/a/intake.json", "{\"region\": \"atlantis\"}");
    made::make_claim(folder / "in/b", 1);
    const auto done =
        run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string(), "--region", "xiamen"});
    CHECK(done.code == 3);
    CHECK(has(done.out, "atlantis"));
    CHECK(has(done.out, "xiamen"));
    CHECK(names_in(folder / "out") == Names{"b", "ledger-bills.csv", "ledger.csv", "ledger.xlsx"});
    CHECK(claim_in(folder / "out/b").at("region") == "xiamen");
  }
}

TEST_CASE("files that cannot be read are in the claim, not lost") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1);
  made::write(folder / "in/a/cut.bmp", made::scan(5).substr(0, 2000));
  made::write(folder / "in/a/empty.jpg", "");
  made::write(folder / "in/a/notes.txt", "not a scan");
  const auto reader = made::reads_summary();
  const auto done = run_with(reader, {"process", (folder / "in/a").string(), "--out", (folder / "out").string()});
  CHECK(done.code == 3);
  const json claim = claim_in(folder / "out/a");
  CHECK(claim.at("outcome") == "supplement");
  CHECK(has_finding(claim, "x.page.quality", "supplement", "cut.bmp"));
  CHECK(has_finding(claim, "x.page.quality", "supplement", "empty.jpg"));
  CHECK(claim.at("set_aside").size() == 3);
  CHECK(claim.at("provenance").at("inputs").size() == 4);
  CHECK(claim.at("provenance").at("models") == "double");
  CHECK(claim.at("provenance").at("program") == run::program_name);
  CHECK(has(done.out, "cut.bmp"));
}

TEST_CASE("two claims of one name are both kept") {
  const made::Folder folder;
  for (const char* name : {"in/a", "in/b"}) {
    made::make_claim(folder / name, 1);
    made::write(folder / name / "intake.json", "{\"claim_id\": \"2026-1\"}");
  }
  const auto reader = made::reads_summary();
  const auto done = run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string()});
  CHECK(names_in(folder / "out") == Names{"2026-1", "2026-1-2", "ledger-bills.csv", "ledger.csv", "ledger.xlsx"});
  CHECK(claim_in(folder / "out/2026-1-2").at("claim_id") == "2026-1-2");
  CHECK(has(done.out, "重复"));
}

TEST_CASE("a claim's name cannot lead out of the output") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1);
  made::write(folder / "in/a/intake.json", "{\"claim_id\": \"../../evil\"}");
  const auto reader = made::reads_summary();
  const auto done = run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "deep/out").string()});
  CHECK(names_in(folder.path) == Names{"deep", "in"});
  CHECK(names_in(folder / "deep") == Names{"out"});
  CHECK(done.code != 0);
}

TEST_CASE("scans are never overwritten by packets") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1);
  const auto reader = made::reads_summary();
  const auto done = run_with(reader, {"process", (folder / "in/a").string(), "--out", (folder / "in").string()});
  CHECK(done.code == 1);
  CHECK(names_in(folder / "in/a") == Names{"1.bmp"});
  CHECK(reader.calls == 0);
}

TEST_CASE("packets made before are no claims") {
  const made::Folder folder;
  made::make_claim(folder / "all/a", 1);
  made::write(folder / "all/a/intake.json", "{\"claim_id\": \"2026-1\"}");
  const auto reader = made::reads_summary();
  const std::vector<std::string> arguments{"process", (folder / "all").string(), "--out", (folder / "all").string(), "--json"};
  run_with(reader, arguments);
  const json again = json::parse(run_with(reader, arguments).out);
  REQUIRE(again.at("claims").size() == 1);
  CHECK(again.at("claims")[0].at("claim_id") == "2026-1");
  CHECK(again.at("claims")[0].at("pages") == 1);
  const auto named = run_with(reader, {"process", (folder / "all/2026-1").string(), "--out", (folder / "out").string()});
  CHECK(named.code == 1);
  CHECK(has(named.out, "packet"));
}

TEST_CASE("a disk that is full: no half packet, and the code says so") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1);
  const auto reader = made::reads_summary();
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tiny{2000, before.rlim_max};
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &tiny);
  const auto done = run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string()});
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  CHECK(done.code == 1);
  CHECK(has(done.out, "磁盘"));
  CHECK(names_in(folder / "out").empty());
}

TEST_CASE("an output under a file: nothing is read") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1);
  made::write(folder / "file", "x");
  const auto reader = made::reads_summary();
  const auto done = run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "file/out").string()});
  CHECK(done.code == 1);
  CHECK(reader.calls == 0);
  CHECK(has(done.err, "磁盘"));
}

TEST_CASE("paths that hold nothing") {
  const made::Folder folder;
  fs::create_directories(folder / "empty");
  made::make_claim(folder / "a", 1);
  const auto reader = made::reads_summary();
  CHECK(run_with(reader, {"process", (folder / "empty").string(), "--out", (folder / "out").string()}).code == 1);
  CHECK(run_with(reader, {"process", (folder / "nowhere").string(), "--out", (folder / "out").string()}).code == 1);
  CHECK(run_with(reader, {"process", (folder / "nowhere").string(), (folder / "a").string(), "--out", (folder / "out").string()})
            .code == 3);
  CHECK(names_in(folder / "out") == Names{"a", "ledger-bills.csv", "ledger.csv", "ledger.xlsx"});
}

TEST_CASE("letters: written, named in claim.json and to the clerk, confirmed by the desk") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1);
  const auto reader = made::reads_summary();
  const auto intake = [&](const std::string& more) {
    made::write(folder / "in/a/intake.json", R"({"claim_id": "2024-000123", "region": "xiamen", "claim_type": "inpatient",
      "submitted_on": "2024-05-20", "flags": {"treatment_abroad": true})" +
                                                 more + "}");
  };
  const auto run = [&] {
    return run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string(), "--json"});
  };
  intake("");
  json summary = json::parse(run().out);
  REQUIRE(summary.at("claims")[0].at("papers").size() == 1);
  CHECK(summary.at("claims")[0].at("papers")[0].at("file") == "rejection.pdf");
  CHECK(summary.at("claims")[0].at("papers")[0].at("proposal") == true);
  json claim = claim_in(folder / "out/2024-000123");
  CHECK(claim.at("state").at("name") == "not_accepted");
  CHECK(claim.at("state").at("needs_confirmation") == true);
  CHECK(claim.at("papers")[0].at("serial") == "不受〔2024〕000123号");
  CHECK(is_pdf(folder / "out/2024-000123/rejection.pdf"));
  CHECK_FALSE(fs::exists(folder / "out/2024-000123/notice.pdf"));

  intake(R"(, "decision": {"state": "not_accepted", "by": "李经办", "on": "2024-05-22"})");
  CHECK(json::parse(run().out).at("claims")[0].at("papers")[0].at("proposal") == false);
  claim = claim_in(folder / "out/2024-000123");
  CHECK(claim.at("state").at("confirmed") == true);
  CHECK(claim.at("state").at("decided").at("by") == "李经办");
  CHECK(claim.at("outcome") == "rejected");  // what the rules said stays

  // Overruled: the same folder is a result of ours still, and the older letter goes.
  intake(R"(, "decision": {"state": "supplement", "by": "李经办"})");
  const auto told = run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string()});
  CHECK(has(told.out, "文书：2024-000123：补正材料一次性告知书 notice.pdf"));
  CHECK(is_pdf(folder / "out/2024-000123/notice.pdf"));
  CHECK_FALSE(fs::exists(folder / "out/2024-000123/rejection.pdf"));

  intake(R"(, "decision": {"state": "burnt", "by": "李经办"})");
  CHECK(json::parse(run().out).at("claims")[0].at("outcome").is_null());
}

TEST_CASE("the summary as JSON") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 2);
  made::make_claim(folder / "in/b", 1);
  made::write(folder / "in/b/intake.json", "[]");
  const auto reader = made::reads_summary();
  const auto done = run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string(), "--json"});
  const json summary = json::parse(done.out);
  CHECK(summary.at("exit_code") == done.code);
  CHECK(summary.at("pages") == 2);
  REQUIRE(summary.at("claims").size() == 2);
  CHECK(summary.at("claims")[0].at("claim_id") == "a");
  CHECK(summary.at("claims")[0].at("outcome") == claim_in(folder / "out/a").at("outcome"));
  CHECK(summary.at("claims")[1].at("outcome").is_null());
  CHECK(has(summary.at("claims")[1].at("error").at("place"), "intake.json"));
  CHECK(summary.at("peak_memory_mb") > 1);
  CHECK(has(done.err, "[1/2] a"));  // plain lines where there is no terminal
}

TEST_CASE("the film strip is kept where it is asked for") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 2);
  const auto reader = made::reads_summary();
  run_with(reader, {"process", (folder / "in").string(), "--out", (folder / "out").string(), "--keep-steps"});
  const Names kept = names_in(folder / "out/a/steps");
  CHECK(kept == Names{"001_1.bmp_p1", "002_2.bmp_p1", "documents.json", "sheets.json"});
  const json reading = json::parse(content(folder / "out/a/steps/001_1.bmp_p1/reading.json"));
  CHECK(reading.at("file") == "1.bmp");
  CHECK(json::parse(content(folder / "out/a/steps/documents.json")).at("documents") ==
        claim_in(folder / "out/a").at("documents"));
  CHECK(content(folder / "out/a/steps/002_2.bmp_p1/text.pgm").rfind("P5\n", 0) == 0);
}

TEST_CASE("kept readings are taken instead of reading again, and a page without one is named") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 2);
  const auto reader = made::reads_summary();
  const auto first = (folder / "first").string(), again = (folder / "again").string(), in = (folder / "in").string();
  REQUIRE(run_with(reader, {"process", in, "--out", first, "--keep-steps"}).code != 1);
  const int calls = reader.calls;
  REQUIRE(run_with(reader, {"process", in, "--out", again, "--readings", first}).code != 1);
  CHECK(reader.calls == calls);
  CHECK(claim_in(folder / "again/a").at("documents") == claim_in(folder / "first/a").at("documents"));

  fs::remove_all(folder / "first/a/steps/002_2.bmp_p1");
  const auto lacking = run_with(reader, {"process", in, "--out", (folder / "third").string(), "--readings", first});
  CHECK(lacking.code == 3);
  CHECK(claim_in(folder / "third/a").at("set_aside").size() == 1);
}

TEST_CASE("explain says what was read and who vouches for it, and cuts the picture out") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 2);
  const auto reader = made::reads_summary();
  const auto in = (folder / "in/a").string();
  const auto told = run_with(reader, {"explain", in, "hospital_name", "--crops", (folder / "crops").string(), "--lang", "en"});
  INFO(told.out << told.err);
  CHECK(told.code == 0);
  CHECK(has(told.out, "hospital_name = "));
  CHECK(has(told.out, "such values are right"));
  CHECK_FALSE(names_in(folder / "crops").empty());
  const auto absent = run_with(reader, {"explain", in, "discharge_summary.bed", "--lang", "en"});
  CHECK(has(absent.out, "not printed"));
  const auto unknown = run_with(reader, {"explain", in, "no_such_field", "--lang", "en"});
  CHECK(unknown.code == 1);
  CHECK(has(unknown.err, "no_such_field"));
}

TEST_CASE("a bill that an earlier claim of the batch brought is named in the later one") {
  const made::Folder folder;
  made::make_claim(folder / "in/a", 1, 1);
  made::make_claim(folder / "in/b", 1, 2);
  const made::Double reader([](const core::CleanPage&) {
    return std::vector<core::Line>{made::line("样例省医疗门诊收费票据（电子）", 70), made::line("票据代码：35060126", 110),
                                   made::line("票据号码：0012345678", 150), made::line("交款人：江予怀", 190),
                                   made::line("金额合计（小写）：100.00", 230)};
  });
  for (const char* jobs : {"1", "2"}) {
    const auto out = folder / (std::string("out") + jobs);
    run_with(reader, {"process", (folder / "in").string(), "--out", out.string(), "--jobs", jobs});
    const auto rules = [&](const char* id) {
      const json claim = claim_in(out / id);
      std::vector<std::string> all;
      for (const auto& finding : claim.at("findings")) all.push_back(finding.at("rule"));
      return all;
    };
    const auto first = rules("a"), second = rules("b");
    CHECK(std::count(first.begin(), first.end(), "x.bill.dup_history") == 0);
    CHECK(std::count(second.begin(), second.end(), "x.bill.dup_history") == 1);
  }
}
