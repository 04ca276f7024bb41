// Many pages through one process: is memory flat, and are the bytes that come out always the same?
//
//   bench_memory [DIR]     a folder of claims; samples/claims where none is named
//   --pages N              at least so many pages, the same claims again and again; 2000
//   --settings FILE        the program's settings
//   --jobs N               pages read at the same time; the machine's cores
//   --kb-a-page-max X      fails where memory grows faster after the first 200 pages; 1.0
// Each claim goes the whole way to its packet. Its readings' digest must be the same in every round.
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>

#include "receive/digest.hpp"
#include "run/batch.hpp"
#include "run/equipment.hpp"
#include "run/memory.hpp"
#include "run/table.hpp"

namespace {

namespace fs = std::filesystem;
using namespace claimpack;

constexpr int settled_after_pages = 200;

struct Options {
  fs::path dir = CLAIMPACK_SOURCE "/samples/claims", settings;
  int pages = 2000, jobs = 0;
  double kb_a_page_max = 1.0;
};

struct Sample {
  int pages = 0;
  long kb = 0;
};

// Least squares; KB a page.
double slope(const std::vector<Sample>& samples) {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (const Sample& sample : samples) {
    if (sample.pages < settled_after_pages) continue;
    ++n, x += sample.pages, y += double(sample.kb), xx += double(sample.pages) * sample.pages;
    xy += double(sample.pages) * double(sample.kb);
  }
  const double spread = n * xx - x * x;
  return spread > 0 ? (n * xy - x * y) / spread : 0;
}

// Makes the packet, throws it away, and notes memory.
class Measure : public run::Sink {
 public:
  explicit Measure(const run::Equipment& equipment) : equipment_(equipment) {}

  core::Result<core::Done> begin(run::OpenClaim&, run::ClaimReport&) override { return core::Done{}; }

  core::Result<core::Done> finish(run::OpenClaim& open, const core::Claim& claim, run::ClaimReport& report) override {
    const auto packet = run::make_packet(open, claim, equipment_);
    if (!packet) return packet.error();
    std::string all;
    for (const auto& page : open.pages)
      for (const auto& line : page.reading.lines) all += line.text + "\n";
    const std::string digest = receive::sha256_hex(std::string_view(all));
    const auto known = digests_.emplace(report.source.string(), digest).first;
    if (known->second != digest) {
      std::cout << "other bytes: " << report.source.string() << "\n";
      ++differing;
    }
    pages += report.pages;
    return core::Done{};
  }

  int pages = 0, differing = 0;

 private:
  const run::Equipment& equipment_;
  std::map<std::string, std::string> digests_;
};

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--pages" && i + 1 < argc) options.pages = std::atoi(argv[++i]);
    else if (argument == "--jobs" && i + 1 < argc) options.jobs = std::atoi(argv[++i]);
    else if (argument == "--kb-a-page-max" && i + 1 < argc) options.kb_a_page_max = std::atof(argv[++i]);
    else if (argument == "--settings" && i + 1 < argc) options.settings = argv[++i];
    else if (argument.rfind("--", 0) != 0) options.dir = argument;
    else return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::cerr << "bench_memory [DIR] [--pages N] [--jobs N] [--settings FILE] [--kb-a-page-max X]\n";
    return 1;
  }
  run::settle_memory();
  spdlog::set_level(spdlog::level::warn);
  setenv("OMP_THREAD_LIMIT", "1", 1);
  setenv("OPENCV_FOR_THREADS_NUM", "1", 1);
  run::Common common{std::cout, std::cerr};
  common.data = CLAIMPACK_SOURCE;
  common.settings = options.settings;
  const auto equipment = run::load_equipment(common);
  if (!equipment) {
    std::cerr << core::sentence(equipment.error()) << "\n";
    return 1;
  }
  const auto candidates = run::find_candidates({options.dir});
  Measure measure(*equipment.value());
  double seconds = 0, cpu_seconds = 0;
  std::ostringstream nowhere;
  std::vector<Sample> samples;
  while (measure.pages < options.pages) {
    run::Progress progress(nowhere, false, run::Language::en, int(candidates.size()));
    const int pages_before = measure.pages;
    const auto batch = run::run_batch(candidates, "", run::jobs_of(options.jobs, equipment.value()->settings), equipment.value(),
                                      measure, progress);
    seconds += batch.seconds, cpu_seconds += batch.cpu_seconds;
    nowhere.str("");
    // Between two rounds no page is on its way: what is held now is held for good. Amid a round it is 200 MB more or less,
    // as the pages fall.
    run::give_back_memory();
    samples.push_back({measure.pages, run::resident_kb()});
    std::cout << measure.pages << " pages, " << samples.back().kb << " KB" << std::endl;
    if (measure.pages == pages_before) {
      std::cerr << "No page could be processed\n";
      return 1;
    }
  }
  const double growth = slope(samples);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::cout << measure.pages << " pages: " << run::fixed(growth, 2) << " KB a page after the first " << settled_after_pages
            << "; peak " << usage.ru_maxrss / 1024 << " MB; " << run::fixed(60 * measure.pages / std::max(1e-9, seconds), 1)
            << " pages a minute, " << run::fixed(cpu_seconds / measure.pages, 2) << " CPU s a page, packets made\n";
  return growth <= options.kb_a_page_max && measure.differing == 0 ? 0 : 1;
}
