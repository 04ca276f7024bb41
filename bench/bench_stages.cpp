// What a page costs, stage by stage, beside the right answers: a fast page that is read wrongly is worth nothing, so the time
// is printed only where enough fields are right.
//
//   bench_stages [DIR]              claim folders with truth.json; samples/claims where none is named
//   --with-tesseract                also `tesseract -l chi_sim --psm 4` on the same page images, page by page in turn
//   --fields-right-min 0.9          the share of true fields that must be right
//   --pages-max N                   only the first N pages of each claim are compared with tesseract
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "pack/pack.hpp"
#include "run/equipment.hpp"
#include "run/memory.hpp"
#include "run/process.hpp"
#include "run/scoring.hpp"
#include "run/steps.hpp"
#include "run/table.hpp"

extern char** environ;

namespace {

namespace fs = std::filesystem;
using namespace claimpack;
using nlohmann::json;

struct Options {
  fs::path dir = CLAIMPACK_SOURCE "/samples/claims";
  bool with_tesseract = false;
  double fields_right_min = 0.9;
  int pages_max = 1000000;
};

struct Totals {
  run::StageTimes times;
  double pictures = 0;     // CPU seconds of poppler's programs while pages were opened and decoded
  double tesseract = 0;    // CPU seconds of the program, loading its data included, as a user would run it
  double ours_beside = 0;  // ours on those pages: decoded, cleaned, read
  int pages = 0, tesseract_pages = 0;
};

double cpu_of(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& t) { return double(t.tv_sec) + double(t.tv_usec) * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// CPU seconds of one run of the program on one page, or a negative number where it failed.
double run_tesseract(const fs::path& picture, double dpi) {
  const double before = cpu_of(RUSAGE_CHILDREN);
  std::string file = picture.string();
  const std::string resolution = std::to_string(static_cast<int>(dpi));
  const char* arguments[] = {"tesseract", file.c_str(), "stdout",           "-l",   "chi_sim", "--psm",
                             "4",         "--dpi",      resolution.c_str(), nullptr};
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  for (const int fd : {1, 2}) posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", 1, 0);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, "tesseract", &quiet, nullptr, const_cast<char**>(arguments), environ);
  posix_spawn_file_actions_destroy(&quiet);
  int status = 0;
  if (failed || waitpid(child, &status, 0) < 0 || status != 0) return -1;
  return cpu_of(RUSAGE_CHILDREN) - before;
}

// The page as it was scanned, in one channel or three, beside what our stages take for it.
void compare_page(const receive::PendingPage& pending, double ours, Totals& totals) {
  auto page = pending.decode();
  if (!page) return;
  const fs::path picture = fs::temp_directory_path() / ("claimpack-bench-" + std::to_string(getpid()) + ".ppm");
  if (run::write_picture(page.value().pixels, picture).ok()) {
    const double seconds = run_tesseract(picture, page.value().dpi);
    if (seconds >= 0) totals.tesseract += seconds, totals.ours_beside += ours, ++totals.tesseract_pages;
  }
  std::error_code ignored;
  fs::remove(picture, ignored);
}

bool run_claim(const fs::path& folder, const run::Equipment& equipment, const Options& options, Totals& totals,
               run::Score& score) {
  const double programs_before = cpu_of(RUSAGE_CHILDREN);
  auto opened = run::open_claim({folder.filename().string(), folder}, "", equipment);
  if (!opened) {
    std::cerr << core::sentence(opened.error()) << "\n";
    return false;
  }
  run::OpenClaim open = std::move(opened).value();
  totals.pictures += cpu_of(RUSAGE_CHILDREN) - programs_before;
  for (std::size_t i = 0; i < open.received.pages.size(); ++i) {
    const double before = cpu_of(RUSAGE_CHILDREN);
    std::atomic<bool> decoded{false};
    open.pages[i] = run::read_page(*open.received.pages[i], int(i) + 1, open, equipment, decoded);
    const double pictures = cpu_of(RUSAGE_CHILDREN) - before;
    totals.pictures += pictures;
    totals.times += open.pages[i].times;
    ++totals.pages;
    if (options.with_tesseract && int(i) < options.pages_max)
      compare_page(*open.received.pages[i], pictures + open.pages[i].times.sum(), totals);
  }
  core::Claim found = run::find_documents(open, equipment);
  const auto decided = run::decide(open, std::move(found), equipment);
  if (!decided || !run::make_packet(open, decided.value(), equipment)) return false;
  totals.times += open.times;
  std::ifstream truth(folder / "truth.json");
  run::score_claim(json::parse(truth), json::parse(pack::claim_json(decided.value(), run::readings_of(open))),
                   run::usual_rule_map(), score);
  return true;
}

void print(const Totals& totals, const run::Score& score) {
  const run::StageTimes& t = totals.times;
  std::vector<std::vector<std::string>> rows{{"stage", "CPU s", "ms a page"}};
  const auto add = [&](const char* name, double seconds) {
    rows.push_back({name, run::fixed(seconds, 2), run::fixed(seconds * 1000 / std::max(1, totals.pages), 1)});
  };
  add("receive", t.receive);
  add("decode", t.decode);
  add("poppler's programs", totals.pictures);
  add("clean", t.clean);
  add("read", t.read);
  add("classify", t.classify);
  add("extract", t.extract);
  add("check", t.check);
  add("pack", t.pack);
  add("all", t.sum() + totals.pictures);
  if (totals.tesseract_pages) {
    const auto add_beside = [&](const std::string& name, double seconds) {
      rows.push_back({name, run::fixed(seconds, 2), run::fixed(seconds * 1000 / totals.tesseract_pages, 1)});
    };
    const std::string on = ", on " + std::to_string(totals.tesseract_pages) + " pages";
    add_beside("decode, clean, read" + on, totals.ours_beside);
    add_beside("tesseract -l chi_sim --psm 4" + on, totals.tesseract);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::cout << run::table(rows, {1, 2}) << totals.pages << " pages; fields right " << score.fields.right << " of "
            << score.fields.right + score.fields.missed << " (F1 " << run::fixed(score.fields.f1(), 3) << "), cells F1 "
            << run::fixed(score.cells.f1(), 3) << "; peak memory " << usage.ru_maxrss / 1024 << " MB\n";
}

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--with-tesseract") options.with_tesseract = true;
    else if (argument == "--fields-right-min" && i + 1 < argc) options.fields_right_min = std::atof(argv[++i]);
    else if (argument == "--pages-max" && i + 1 < argc) options.pages_max = std::atoi(argv[++i]);
    else if (argument.rfind("--", 0) != 0) options.dir = argument;
    else return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::cerr << "bench_stages [DIR] [--with-tesseract] [--fields-right-min SHARE] [--pages-max N]\n";
    return 1;
  }
  spdlog::set_level(spdlog::level::warn);
  run::settle_memory();
  setenv("OMP_THREAD_LIMIT", "1", 1);
  setenv("OPENCV_FOR_THREADS_NUM", "1", 1);
  run::Common common{std::cout, std::cerr};
  common.data = CLAIMPACK_SOURCE;
  const auto equipment = run::load_equipment(common);
  if (!equipment) {
    std::cerr << core::sentence(equipment.error()) << "\n";
    return 1;
  }
  Totals totals;
  run::Score score;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(options.dir))
    if (fs::exists(entry.path() / "truth.json")) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  for (const auto& folder : folders)
    if (!run_claim(folder, *equipment.value(), options, totals, score)) return 1;
  const int wanted = score.fields.right + score.fields.missed;
  if (wanted == 0 || score.fields.right < options.fields_right_min * wanted) {
    std::cerr << "Not timed: only " << score.fields.right << " of " << wanted << " fields are right\n" << run::score_text(score);
    return 1;
  }
  print(totals, score);
  return 0;
}
