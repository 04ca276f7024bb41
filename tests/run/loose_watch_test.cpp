// Loose pages through the whole service: printed separator sheets, patients, the counter before the batch.
#include <png.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "core/text.hpp"
#include "receive/receive.hpp"
#include "run/made_scans.hpp"
#include "run/watcher.hpp"
#include "store/made_store.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using made::content;
using made::has;
using made::names_in;
using nlohmann::json;
using Names = std::vector<std::string>;

namespace {

std::string png_of(const core::Image& image) {
  png_image picture{};
  picture.version = PNG_IMAGE_VERSION;
  picture.width = png_uint_32(image.width), picture.height = png_uint_32(image.height);
  picture.format = image.channels == 3 ? PNG_FORMAT_BGR : PNG_FORMAT_GRAY;
  png_alloc_size_t size = 0;
  REQUIRE(png_image_write_to_memory(&picture, nullptr, &size, 0, image.bytes.data(), 0, nullptr));
  std::string bytes(size, '\0');
  REQUIRE(png_image_write_to_memory(&picture, bytes.data(), &size, 0, image.bytes.data(), 0, nullptr));
  return bytes;
}

// A printed sheet as a scanner gives it back.
std::string scanned_sheet(std::vector<std::string> words) {
  const made::Folder folder;
  words.insert(words.begin(), "separators");
  words.insert(words.end(), {"--out", (folder / "s.pdf").string()});
  const auto printed = made::run(words);
  REQUIRE(printed.code == 0);
  const auto received = receive::receive_files({folder / "s.pdf"}, {});
  REQUIRE(received.ok());
  REQUIRE(received.value().pages.size() == 1);
  const auto page = received.value().pages[0]->decode();
  REQUIRE(page.ok());
  return png_of(page.value().pixels);
}

// Reads a summary of whoever the file's name says: "3-李明远.bmp".
made::Double reads_names() {
  return made::Double([](const core::CleanPage& page) -> std::vector<core::Line> {
    const std::string file = page.origin.file;
    const auto from = file.find('-'), to = file.rfind('.');
    if (from == std::string::npos) return {made::line("没有姓名的一页", 150)};
    return {made::line("云川市示例医院", 70), made::line("出院小结", 110),
            made::line("姓名：" + file.substr(from + 1, to - from - 1) + " 性别：男", 150),
            made::line("入院日期：2026-01-19 出院日期：2026-01-28", 190), made::line("出院诊断：肺炎", 230)};
  });
}

struct Service {
  made::Folder folder;
  made::Double reader = reads_names();
  const core::Recogniser* other = nullptr;  // reads instead
  std::string more;
  Service() { fs::create_directories(folder / "in"); }
  fs::path in(const std::string& name) const { return folder / ("in/" + name); }
  made::Outcome once() {
    made::write(folder / "s.yaml", "watch: {quiet_seconds: 0.3, still_seconds: 0, rescan_seconds: 0.1" + more +
                                       "}\nsigning: {key_file: " + (folder / "keys/station.key").string() + "}\n");
    return made::run_with(other ? *other : reader,
                          {"watch", (folder / "in").string(), "--out", (folder / "out").string(), "--data",
                           (folder / "data").string(), "--settings", (folder / "s.yaml").string(), "--once", "--jobs", "1"});
  }
  json status() { return json::parse(made::run({"status", "--data", (folder / "data").string(), "--json"}).out); }
  json faults() {
    return json::parse(
               made::run({"audit", "--out", (folder / "out").string(), "--data", (folder / "data").string(), "--json"}).out)
        .at("faults");
  }
  json claim(const std::string& name) { return json::parse(content(folder / "out" / name / "claim.json")); }
  std::map<std::string, Names> packets() {  // by name, the files that each was made of
    std::map<std::string, Names> all;
    for (const auto& name : names_in(folder / "out")) {
      const json made = claim(name);
      for (const auto& input : made.at("provenance").at("inputs")) all[name].push_back(input.at("file"));
      std::sort(all[name].begin(), all[name].end());
    }
    return all;
  }
};

bool says(const json& claim, const std::string& rule) {
  for (const auto& finding : claim.at("findings"))
    if (finding.at("rule") == rule) return true;
  return false;
}

}  // namespace

TEST_CASE("loose pictures of two patients become two claims, each original goes with its own, and nothing is read twice") {
  Service service;
  const std::pair<const char*, int> pages[] = {
      {"1-李明远.bmp", 1}, {"2-李明远.bmp", 2}, {"3-王小芳.bmp", 3}, {"4.bmp", 4}, {"5-李明远.bmp", 5}};
  for (const auto& [name, seed] : pages) made::write(service.in(name), made::scan(seed));
  service.once();
  const auto packets = service.packets();
  REQUIRE(packets.size() == 2);
  const auto& [li, of_li] = *packets.begin();
  const auto& [wang, of_wang] = *packets.rbegin();
  CHECK(of_li == Names{"1-李明远.bmp", "2-李明远.bmp", "5-李明远.bmp"});
  CHECK(of_wang == Names{"3-王小芳.bmp", "4.bmp"});
  CHECK(says(service.claim(wang), "x.page.patient"));
  CHECK_FALSE(says(service.claim(li), "x.page.patient"));
  CHECK(names_in(service.in("done/" + li)) == of_li);
  CHECK(names_in(service.in("done/" + wang)) == of_wang);
  CHECK(service.reader.calls == 5);
  CHECK(service.status().at("arrivals").at("arrived") == 0);
  CHECK(service.faults().empty());
  // The next loose pages open a claim of their own.
  made::write(service.in("6-李明远.bmp"), made::scan(6));
  service.once();
  CHECK(service.packets().size() == 3);
  CHECK(service.faults().empty());
}

TEST_CASE("where the settings say so, loose pages stay together whatever their patients") {
  Service service;
  service.more = ", split_patients: false";
  made::write(service.in("1-李明远.bmp"), made::scan(1));
  made::write(service.in("2-王小芳.bmp"), made::scan(2));
  service.once();
  CHECK(service.packets().size() == 1);
}

TEST_CASE("printed sheets part loose pages; what they say goes into the claims, and they are set aside with their reason") {
  Service service;
  made::write(service.in("1.bmp"), made::scan(1));
  made::write(service.in("2.png"), scanned_sheet({"--region", "xiamen", "--type", "inpatient", "--serial", "A-0007"}));
  made::write(service.in("3.bmp"), made::scan(3));
  made::write(service.in("4.bmp"), made::scan(4));
  made::write(service.in("5.png"), scanned_sheet({"--counter"}));
  made::write(service.in("6.bmp"), made::scan(6));
  service.once();
  const auto packets = service.packets();
  REQUIRE(packets.size() == 3);
  REQUIRE(packets.count("件-A-0007"));
  CHECK(packets.at("件-A-0007") == Names{"2.png", "3.bmp", "4.bmp"});
  const json claim = service.claim("件-A-0007");
  CHECK(claim.at("region") == "xiamen");
  CHECK(claim.at("claim_type") == "inpatient");
  bool aside = false;
  for (const auto& each : claim.at("set_aside")) aside |= each.at("file") == "2.png 第1页" && has(each.at("reason"), "分隔页");
  CHECK(aside);
  for (const auto& document : claim.at("documents"))
    for (const auto& page : document.at("pages")) CHECK(page.at("file") != "2.png");
  const json places = json::parse(content(service.folder / "out/件-A-0007/manifest.json"));
  CHECK(has(places.dump(), "分隔页"));
  for (const auto& [name, files] : packets) {
    if (files != Names{"5.png", "6.bmp"}) continue;
    const auto shelf = store::open_shelf(service.folder / "data", store::system_disk(), store::system_clock()).value();
    const auto found = shelf->find_claim(name).value();
    REQUIRE(found);
    CHECK(found->priority > 1000);
  }
  CHECK(service.faults().empty());
}

TEST_CASE("a sheet in a folder parts it too; nothing else in a folder does") {
  Service service;
  made::write(service.in("batch/1-李明远.bmp"), made::scan(1));
  made::write(service.in("batch/2-王小芳.bmp"), made::scan(2));
  made::write(service.in("batch/3.png"), scanned_sheet({"--serial", "B-1"}));
  made::write(service.in("batch/4-王小芳.bmp"), made::scan(4));
  made::write(service.in("other/1-李明远.bmp"), made::scan(11));
  made::write(service.in("other/2-王小芳.bmp"), made::scan(12));
  service.once();
  const auto packets = service.packets();
  CHECK(packets.at("batch") == Names{"1-李明远.bmp", "2-王小芳.bmp"});
  CHECK(packets.at("件-B-1") == Names{"3.png", "4-王小芳.bmp"});
  CHECK(packets.at("other").size() == 2);
  CHECK(names_in(service.folder / "in") == Names{"done"});
  CHECK(service.faults().empty());
}

TEST_CASE("a claim at the counter is read before a batch that came first") {
  Service service;
  std::vector<std::string> order;
  std::mutex mutex;
  const made::Double reader([&](const core::CleanPage& page) -> std::vector<core::Line> {
    const std::lock_guard lock(mutex);
    order.push_back(page.origin.file);
    return {made::line("出院小结", 110)};
  });
  service.other = &reader;
  for (int i = 1; i <= 6; ++i)
    made::write(service.in("night-" + std::to_string(i) + "/n" + std::to_string(i) + ".bmp"), made::scan(i));
  made::write(service.in("zz-counter/c.bmp"), made::scan(70));
  made::write(service.in("zz-counter/intake.json"), R"({"channel": "window"})");
  // All of them wait in the ledger before the first is read.
  {
    made::SetClock clock;
    const auto shelf = store::open_shelf(service.folder / "data", store::system_disk(), clock).value();
    run::WatchSettings settings;
    settings.still_seconds = settings.quiet_seconds = 0;
    run::Watcher watcher(*shelf, store::system_disk(), clock, {fs::canonical(service.folder / "in")}, settings,
                         [](const std::string&) {});
    REQUIRE(watcher.begin().ok());
    for (int i = 0; i < 3; ++i) REQUIRE(watcher.look().ok());
    REQUIRE(shelf->claims(core::WorkState::ready).value().size() == 7);
    CHECK(shelf->claims(core::WorkState::ready).value().front().name == "zz-counter");
  }
  service.once();
  REQUIRE(order.size() == 7);
  CHECK(order.front() == "c.bmp");
  CHECK(order[1] == "n1.bmp");  // and then the oldest
  CHECK(service.faults().empty());
}

TEST_CASE("sheets that cannot be printed are refused with a sentence") {
  const made::Folder folder;
  const std::string out = (folder / "s.pdf").string();
  CHECK(made::run({"separators", "--out", out, "--region", "atlantis"}).code == 1);
  CHECK(made::run({"separators", "--out", out, "--serial", "a b"}).code == 1);
  CHECK(made::run({"separators", "--out", out, "--count", "0"}).code == 1);
  CHECK(made::run({"separators", "--out", out, "--type", "holiday"}).code == 1);
  CHECK(made::run({"separators", "--out", "/nowhere/s.pdf"}).code == 1);
  CHECK_FALSE(fs::exists(out));
  CHECK(made::run({"separators", "--out", out, "--count", "3", "--serial", "A-0009"}).code == 0);
  const auto received = receive::receive_files({out}, {});
  REQUIRE(received.ok());
  CHECK(received.value().pages.size() == 3);
  const std::string first = content(out);
  CHECK(made::run({"separators", "--out", out, "--count", "3", "--serial", "A-0009"}).code == 0);
  CHECK((content(out) == first));
}
