#include "faults/office.hpp"

#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "core/text.hpp"
#include "faults/faults.hpp"
#include "receive/digest.hpp"
#include "run/claim_work.hpp"
#include "run/commands.hpp"
#include "run/equipment.hpp"
#include "run/isolation.hpp"
#include "run/output.hpp"
#include "run/watcher.hpp"
#include "store/store.hpp"
#include "store/system.hpp"

namespace claimpack::faults {

namespace {

const std::vector<std::string> patients = {"江予怀", "王小芳", "李明远", "陈思源", "赵大同"};

// "loose-2-1.bmp" is the third patient's.
std::string patient_in(const std::string& file) {
  const bool loose = file.compare(0, 6, "loose-") == 0;
  return patients[loose ? std::size_t(std::atoi(file.c_str() + 6)) % patients.size() : 0];
}

std::string loose_name(int patient, int page) { return "loose-" + std::to_string(patient) + "-" + std::to_string(page) + ".bmp"; }

class SameReader : public core::Recogniser {
 public:
  std::vector<core::Line> read(const core::CleanPage& page) const override {
    std::vector<core::Line> lines;
    int y = 10;
    const std::string name = patient_in(page.origin.file);
    for (const std::string& text : {std::string("出院小结"), "姓名：" + name + " 性别：男",
                                    std::string("入院日期：2026-01-19 出院日期：2026-01-28"), std::string("出院诊断：肺炎")}) {
      core::Line line;
      line.text = text, line.confidence = 0.95;
      int x = 8;
      for (const char32_t c : core::to_u32(text)) {
        line.glyphs.push_back({core::to_utf8(c), 0.95, x, 7, {}});
        x += 7;
      }
      line.upright = {8, y, x - 8, 9};
      lines.push_back(line);
      y += 14;
    }
    return lines;
  }
  std::string name() const override { return "double"; }
};

void little(std::string& bytes, unsigned value, int count) {
  for (int i = 0; i < count; ++i) bytes += char(value >> (8 * i) & 0xff);
}

std::string small_scan(unsigned seed) {
  constexpr int width = 80, height = 112;
  std::string bytes = "BM";
  for (const unsigned value : {54u + width * 3 * height, 0u, 54u, 40u, unsigned(width), unsigned(height)})
    little(bytes, value, 4);
  little(bytes, 1, 2), little(bytes, 24, 2);
  for (const unsigned value : {0u, unsigned(width * 3 * height), 394u, 394u, 0u, 0u}) little(bytes, value, 4);
  unsigned random = seed * 2654435761u + 1;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      if (x % 5 == 0) random = random * 1664525u + 1013904223u;
      const bool dark = y % 10 >= 3 && y % 10 < 8 && x > 4 && x < width - 4 && (random >> 24) % 3 == 0;
      bytes.append(3, dark ? char(20) : char(250));
    }
  return bytes;
}

int pages_of(int claim) { return 2 + claim % 2; }
std::string name_of(int claim) { return "claim-" + std::to_string(claim); }
std::string page_name(int page) { return std::to_string(page) + ".bmp"; }
unsigned seed_of(int claim, int page) { return unsigned(claim) * 16 + unsigned(page); }

std::string digest_of_file(const fs::path& file) {
  const auto digest = receive::sha256_file(file);
  return digest ? digest.value() : "";
}

const std::string& digest_of_scan(unsigned seed) {
  static std::map<unsigned, std::string> known;
  std::string& digest = known[seed];
  if (digest.empty()) digest = receive::sha256_hex(std::string_view(small_scan(seed)));
  return digest;
}

}  // namespace

std::string made_scan(unsigned seed) { return small_scan(seed); }

std::shared_ptr<const run::Equipment> made_equipment() {
  static const SameReader reader;
  std::ostringstream out, err;
  run::Common common{out, err};
  common.data = CLAIMPACK_SOURCE;
  run::Readers readers;
  readers.first = &reader, readers.digest = "double";
  common.readers = readers;
  const auto loaded = run::load_equipment(common);
  if (!loaded) throw std::runtime_error(core::sentence(loaded.error()));
  auto equipment = std::make_shared<run::Equipment>(*loaded.value());
  equipment->settings.watch.still_seconds = equipment->settings.watch.quiet_seconds = 0;
  equipment->settings.watch.attempts_max = 1000;  // a storm kills one claim often
  return equipment;
}

std::shared_ptr<const run::Equipment> with_workers(const run::Equipment& equipment, unsigned seed) {
  auto own = std::make_shared<run::Equipment>(equipment);
  auto isolation = run::Isolation::start(own->readers, own->settings);
  if (!isolation) throw std::runtime_error(core::sentence(isolation.error()));
  own->isolation = isolation.value();
  std::thread([zygote = own->isolation->zygote(), seed] {
    std::mt19937 random(seed);
    // A page that dies twice is lost, and rightly so: between two kills there is time for its second try.
    constexpr int first_ms_max = 400, next_ms = 2000;
    for (int wait_ms = 1 + int(random() % first_ms_max);; wait_ms = next_ms) {
      std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
      const std::string id = std::to_string(zygote);
      std::ifstream children("/proc/" + id + "/task/" + id + "/children");
      std::vector<int> pids;
      for (int pid = 0; children >> pid;) pids.push_back(pid);
      if (!pids.empty()) ::kill(pids[random() % pids.size()], SIGKILL);
    }
  }).detach();
  return own;
}

void put_claim(const Office& office, int number) {
  const fs::path staging = office.folder / "coming-in" / name_of(number);
  fs::create_directories(staging);
  for (int page = 1; page <= pages_of(number); ++page)
    std::ofstream(staging / page_name(page), std::ios::binary) << small_scan(seed_of(number, page));
  fs::create_directories(office.inbox());
  fs::rename(staging, office.inbox() / name_of(number));
}

void put_loose(const Office& office, int count) {
  fs::create_directories(office.inbox());
  for (int page = 1; page <= 2; ++page)
    for (int patient = 0; patient < count; ++patient)
      std::ofstream(office.inbox() / loose_name(patient, page), std::ios::binary)
          << small_scan(unsigned(7000 + patient * 16 + page));
}

std::vector<std::string> loose_faults(const Office& office, int count) {
  auto shelf = store::open_shelf(office.data(), store::system_disk(), store::system_clock());
  if (!shelf) return {core::sentence(shelf.error())};
  std::vector<std::string> faults;
  std::set<std::string> seen;
  const auto packets = shelf.value()->packets();
  if (int(packets.value().size()) != count)
    faults.push_back(std::to_string(packets.value().size()) + " packets instead of " + std::to_string(count));
  for (const auto& packet : packets.value()) {
    std::set<std::string> of;
    for (const auto& page : packet.pages) {
      of.insert(patient_in(page.file));
      if (!seen.insert(page.file).second) faults.push_back(page.file + " is in two packets");
      const auto arrival = shelf.value()->arrival(page.arrival);
      if (arrival.value().claim != packet.claim) faults.push_back(page.file + " came in another claim");
    }
    if (of.size() != 1 || packet.pages.size() != 2) faults.push_back("a packet has pages of another patient, or not all");
  }
  std::error_code ignored;
  int moved = 0;
  for (const auto& entry : fs::recursive_directory_iterator(office.inbox() / "done", ignored)) moved += entry.is_regular_file();
  if (moved != 2 * count) faults.push_back(std::to_string(moved) + " originals in done/");
  return faults;
}

std::map<std::string, std::string> packets_of(const Office& office) {
  std::map<std::string, std::string> all;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(office.out(), ignored))
    for (const char* name : {"packet.pdf", "claim.json"})
      all[entry.path().filename().string() + "/" + name] = digest_of_file(entry.path() / name);
  return all;
}

bool live(const Office& office, const std::shared_ptr<const run::Equipment>& equipment, int looks_max, int rest_ms) {
  core::Disk& disk = faulty_disk();
  const auto tell = [](const std::string&) {};
  int looks = 0;
  std::unique_ptr<store::Hold> hold;
  std::unique_ptr<core::Shelf> shelf;
  std::unique_ptr<run::Watcher> watcher;
  std::unique_ptr<run::ClaimWork> work;
  // Of the storm's own: nothing is looked for, or made, in anybody's home.
  const auto key = pack::StationKey::from_seed({1, 2, 3});
  const auto open = [&]() -> bool {
    if (!hold) {
      auto held = store::Hold::take(office.data(), disk);
      if (!held) return false;
      hold = std::move(held).value();
    }
    if (!run::prepare_output(office.out())) return false;
    auto opened = store::open_shelf(office.data(), disk, store::system_clock());
    if (!opened) return false;
    shelf = std::move(opened).value();
    watcher = std::make_unique<run::Watcher>(*shelf, disk, store::system_clock(), std::vector{office.inbox()},
                                             equipment->settings.watch, tell);
    work = std::make_unique<run::ClaimWork>(*shelf, disk, equipment, key,
                                            run::WorkOptions{office.out(), office.data() / "work", {}, "", 1}, tell);
    return watcher->begin() && work->begin();
  };
  while (!open()) {
    if (++looks >= looks_max) return false;
    if (rest_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(rest_ms));
  }
  for (; looks < looks_max; ++looks) {
    const auto seen = watcher->look();
    const auto done = work->do_some();
    const auto cleared = watcher->clear();
    if (rest_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(rest_ms));
    if (!seen || !done || !cleared || seen.value().gone > 0 || seen.value().waiting > 0 || seen.value().sealed > 0 ||
        done.value() > 0)
      continue;
    const auto lying = shelf->lying(), quarantined = shelf->quarantined();
    if (lying && lying.value().empty()) return true;
  }
  return false;
}

std::vector<std::string> faults_of(const Office& office, int claims, bool finished) {
  std::vector<std::string> faults;
  std::error_code ignored;
  if (!fs::exists(office.data() / "ledger.sqlite", ignored)) return faults;  // it died before there was one
  auto shelf = store::open_shelf(office.data(), store::system_disk(), store::system_clock());
  if (!shelf) return {core::sentence(shelf.error())};
  const auto report = shelf.value()->audit();
  if (!report) return {core::sentence(report.error())};
  faults = report.value().faults;
  // A packet's folder is there whole or not at all, at any moment, with the bytes of one of its claim's packets.
  using Files = std::map<std::string, std::string>;  // names to digests
  std::set<std::pair<std::string, Files>> known;     // by the folder's name
  const auto packets = shelf.value()->packets();
  for (const auto& packet : packets.value()) {
    Files files;
    for (const auto& [file, digest] : packet.files) files[file] = digest;
    known.emplace(shelf.value()->claim(packet.claim).value().name, std::move(files));
  }
  for (const auto& entry : fs::directory_iterator(office.out(), ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.front() == '.') continue;
    Files files;
    for (const auto& file : fs::directory_iterator(entry.path(), ignored))
      files[file.path().filename().string()] = digest_of_file(file.path());
    if (!known.count({name, files})) faults.push_back("half a packet: " + entry.path().string());
  }
  // No original is ever gone: it lies in the inbox, or in done/ or attention/.
  for (int claim = 1; claim <= claims; ++claim)
    for (int page = 1; page <= pages_of(claim); ++page) {
      bool there = false;
      for (const fs::path& place :
           {office.inbox(), office.inbox() / "done", office.inbox() / "attention", office.folder / "coming-in"}) {
        const fs::path file = place / name_of(claim) / page_name(page);
        there |= fs::exists(file, ignored) && digest_of_file(file) == digest_of_scan(seed_of(claim, page));
      }
      if (!there) faults.push_back("an original is gone: " + name_of(claim) + "/" + page_name(page));
    }
  if (!finished) return faults;
  std::int64_t pages = 0;
  for (int claim = 1; claim <= claims; ++claim) pages += pages_of(claim);
  const auto expect = [&](const std::string& what, std::int64_t wanted, std::int64_t found) {
    if (wanted != found) faults.push_back(what + ": " + std::to_string(found) + " instead of " + std::to_string(wanted));
  };
  expect("arrivals", pages, report.value().arrivals);
  expect("in a terminal state or waiting for review", pages,
         report.value().terminal +
             shelf.value()->standing().value().arrivals[std::size_t(core::ArrivalState::waiting_review)].second);
  expect("packets", claims, report.value().packets);
  expect("pages in packets", pages, report.value().packet_pages);
  int folders = 0;
  for (const auto& entry : fs::directory_iterator(office.out(), ignored))
    folders += entry.path().filename().string().front() != '.';
  expect("folders of packets", claims, folders);
  for (int claim = 1; claim <= claims; ++claim)
    if (!fs::exists(office.inbox() / "done" / name_of(claim), ignored)) faults.push_back(name_of(claim) + " is not in done/");
  return faults;
}

}  // namespace claimpack::faults
