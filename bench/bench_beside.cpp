// One interleaved run, page by page: ours (decode, clean, read), `tesseract -l chi_sim --psm 4` and RapidOCR of PyPI with its
// defaults, on the same pages, with the CPU seconds of each and the same table of what each of them read rightly.
//
//   bench_beside [DIR…]      claim folders with truth.json, or loose pages with NAME.truth.json; samples/claims where none is
//   named
//   --ours                   no other reader
//   --rapidocr PYTHON        python3 of an environment with rapidocr; build/rapidocr of bench/rapidocr_setup where none is named
//   --documents-max N        only the first N documents of each folder
//   --settings FILE          the program's settings, to measure what each is worth
//   --missed                 also each value that ours missed
// Pages with a sound text layer are read from it by ours and left out: the others would read their picture.
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>

#include "beside_values.hpp"
#include "other_readers.hpp"
#include "run/equipment.hpp"
#include "run/memory.hpp"
#include "run/process.hpp"
#include "run/steps.hpp"
#include "run/table.hpp"

namespace {

namespace fs = std::filesystem;
using namespace claimpack;
using nlohmann::json;

struct Options {
  std::vector<fs::path> dirs;
  bool ours_only = false, missed = false;
  fs::path python = CLAIMPACK_SOURCE "/build/rapidocr/bin/python3";
  fs::path settings;
  int documents_max = 1000000;
};

struct Reader {
  std::string name;
  double cpu_seconds = 0;
  int failed = 0;
  std::array<int, bench::value_kind_names.size()> right{};
  int all() const {
    int sum = 0;
    for (const int n : right) sum += n;
    return sum;
  }
};

struct Bench {
  Options options;
  std::shared_ptr<const run::Equipment> equipment;
  std::unique_ptr<bench::RapidOcr> rapid;
  Reader ours{"ours"}, tesseract{"tesseract psm 4"}, rapidocr{"rapidocr"};
  std::array<int, bench::value_kind_names.size()> wanted{};
  run::StageTimes times;
  int pages = 0;
};

// What each reader made of one page.
struct PageTexts {
  std::string ours, tesseract, rapidocr;
};

std::string text_of(const core::Reading& reading) {
  std::string text;
  for (const auto& line : reading.lines) text += line.text + "\n";
  return text;
}

// Nothing for a page that was not read as a picture.
std::optional<PageTexts> read_by_all(const receive::PendingPage& pending, Bench& bench) {
  const double children = bench::cpu_of(RUSAGE_CHILDREN);
  std::atomic<bool> decoded{false};
  const run::PageRecord page = run::read_page(pending, 1, {}, *bench.equipment, decoded);
  const double seconds = page.times.sum() + bench::cpu_of(RUSAGE_CHILDREN) - children;
  for (const auto& line : page.reading.lines)
    if (line.source == core::Line::Source::text_layer) return {};
  PageTexts texts{text_of(page.reading), {}, {}};
  bench.ours.cpu_seconds += seconds;
  bench.times += page.times;
  ++bench.pages;
  if (bench.options.ours_only) return texts;
  const auto scan = pending.decode();
  const fs::path picture = fs::temp_directory_path() / ("claimpack-beside-" + std::to_string(getpid()) + ".ppm");
  if (!scan || !run::write_picture(scan.value().pixels, picture).ok()) return texts;
  const auto take = [](Reader& reader, const std::optional<bench::OtherReading>& read, std::string& text) {
    if (!read) return void(++reader.failed);
    reader.cpu_seconds += read->cpu_seconds;
    text = read->text;
  };
  take(bench.tesseract, bench::read_by_tesseract(picture, scan.value().dpi), texts.tesseract);
  if (bench.rapid) take(bench.rapidocr, bench.rapid->read(picture), texts.rapidocr);
  std::error_code ignored;
  fs::remove(picture, ignored);
  return texts;
}

void count(const std::vector<bench::TrueValue>& values, const PageTexts& texts, const std::string& where, Bench& bench) {
  const bench::ReadText ours(texts.ours), tesseract(texts.tesseract), rapidocr(texts.rapidocr);
  for (const auto& value : values) {
    const auto kind = std::size_t(value.kind);
    ++bench.wanted[kind];
    bench.ours.right[kind] += ours.has(value);
    bench.tesseract.right[kind] += tesseract.has(value);
    bench.rapidocr.right[kind] += rapidocr.has(value);
    if (bench.options.missed && !ours.has(value))
      std::cout << "missed " << where << " " << bench::value_kind_names[kind] << " " << value.text << "\n";
  }
}

// The documents of one folder of a claim, each with the texts of its pages.
bool run_claim(const fs::path& folder, Bench& bench) {
  auto opened = run::open_claim({folder.filename().string(), folder}, "", *bench.equipment);
  if (!opened) {
    std::cerr << core::sentence(opened.error()) << "\n";
    return false;
  }
  std::ifstream in(folder / "truth.json");
  const json truth = json::parse(in);
  std::map<std::pair<std::string, int>, const receive::PendingPage*> pages;
  for (const auto& page : opened.value().received.pages) pages[{page->origin().file, page->origin().page}] = page.get();
  int left = bench.options.documents_max;
  for (const auto& document : truth["documents"]) {
    const auto values = bench::values_of(document);
    if (values.empty() || left-- <= 0) continue;
    PageTexts all;
    bool pictures = true;
    for (const auto& place : document["pages"]) {
      const auto found = pages.find({place["file"], place["page"]});
      if (found == pages.end()) continue;
      const auto texts = read_by_all(*found->second, bench);
      if (!texts) {
        pictures = false;
        break;
      }
      all.ours += texts->ours, all.tesseract += texts->tesseract + "\n", all.rapidocr += texts->rapidocr + "\n";
    }
    if (pictures) count(values, all, folder.filename().string() + " " + document["pages"][0]["file"].get<std::string>(), bench);
  }
  return true;
}

bool run_loose(const fs::path& truth_file, Bench& bench) {
  std::ifstream in(truth_file);
  const json truth = json::parse(in);
  const fs::path file = truth_file.parent_path() / truth.value("file", "");
  const auto opened = run::open_files({file}, *bench.equipment);
  if (!opened) {
    std::cerr << core::sentence(opened.error()) << "\n";
    return false;
  }
  PageTexts all;
  for (const auto& page : opened.value().received.pages) {
    const auto texts = read_by_all(*page, bench);
    if (!texts) return true;
    all.ours += texts->ours, all.tesseract += texts->tesseract + "\n", all.rapidocr += texts->rapidocr + "\n";
  }
  count(bench::values_of(truth), all, file.filename().string(), bench);
  return true;
}

bool run_dir(const fs::path& dir, Bench& bench) {
  std::vector<fs::path> entries;
  if (fs::exists(dir / "truth.json")) return run_claim(dir, bench);
  for (const auto& entry : fs::directory_iterator(dir)) entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  for (const auto& entry : entries) {
    if (fs::exists(entry / "truth.json") && !run_claim(entry, bench)) return false;
    if (entry.string().ends_with(".truth.json") && !run_loose(entry, bench)) return false;
  }
  return true;
}

void print(const Bench& bench) {
  std::vector<std::vector<std::string>> rows{{"", "CPU s a page", "all"}};
  for (const char* name : bench::value_kind_names) rows[0].push_back(name);
  int wanted = 0;
  for (const int n : bench.wanted) wanted += n;
  std::vector<std::string> counts{"values", "", std::to_string(wanted)};
  for (const int n : bench.wanted) counts.push_back(std::to_string(n));
  rows.push_back(counts);
  std::vector<const Reader*> readers{&bench.ours};
  if (!bench.options.ours_only) readers.push_back(&bench.tesseract);
  if (bench.rapid) readers.push_back(&bench.rapidocr);
  for (const Reader* reader : readers) {
    std::vector<std::string> row{reader->name, run::fixed(reader->cpu_seconds / std::max(1, bench.pages), 3),
                                 run::fixed(double(reader->all()) / std::max(1, wanted), 4)};
    for (std::size_t k = 0; k < reader->right.size(); ++k)
      row.push_back(bench.wanted[k] ? run::fixed(double(reader->right[k]) / bench.wanted[k], 4) : "-");
    rows.push_back(row);
  }
  std::cout << run::table(rows, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const auto a_page = [&](double seconds) { return run::fixed(seconds / std::max(1, bench.pages), 3); };
  std::cout << bench.pages << " pages; ours: decode " << a_page(bench.times.decode) << ", clean " << a_page(bench.times.clean)
            << ", read " << a_page(bench.times.read) << " CPU s a page\n";
  for (const Reader* reader : readers)
    if (reader != &bench.ours)
      std::cout << "ours is faster than " << reader->name << " by " << run::fixed(reader->cpu_seconds / bench.ours.cpu_seconds, 2)
                << (reader->failed ? " (failed on " + std::to_string(reader->failed) + " pages)" : "") << "\n";
}

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--ours") options.ours_only = true;
    else if (argument == "--missed") options.missed = true;
    else if (argument == "--rapidocr" && i + 1 < argc) options.python = argv[++i];
    else if (argument == "--settings" && i + 1 < argc) options.settings = argv[++i];
    else if (argument == "--documents-max" && i + 1 < argc) options.documents_max = std::atoi(argv[++i]);
    else if (argument.rfind("--", 0) != 0) options.dirs.push_back(argument);
    else return false;
  }
  if (options.dirs.empty()) options.dirs.push_back(CLAIMPACK_SOURCE "/samples/claims");
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Bench bench;
  if (!parse(argc, argv, bench.options)) {
    std::cerr << "bench_beside [DIR…] [--ours] [--rapidocr PYTHON] [--settings FILE] [--documents-max N] [--missed]\n";
    return 1;
  }
  spdlog::set_level(spdlog::level::warn);
  run::settle_memory();
  setenv("OPENCV_FOR_THREADS_NUM", "1", 1);
  setenv("OMP_THREAD_LIMIT", "1", 1);
  run::Common common{std::cout, std::cerr};
  common.data = CLAIMPACK_SOURCE;
  common.settings = bench.options.settings;
  const auto equipment = run::load_equipment(common);
  if (!equipment) {
    std::cerr << core::sentence(equipment.error()) << "\n";
    return 1;
  }
  bench.equipment = equipment.value();
  if (!bench.options.ours_only) {
    bench.rapid = bench::RapidOcr::start(bench.options.python, CLAIMPACK_SOURCE "/bench/rapidocr_server.py");
    if (!bench.rapid) std::cerr << "RapidOCR does not start: bench/rapidocr_setup brings it; left out\n";
  }
  for (const auto& dir : bench.options.dirs)
    if (!run_dir(dir, bench)) return 1;
  print(bench);
  return 0;
}
