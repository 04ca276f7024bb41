// samples_maker DIR            writes the sample claims into DIR, the same bytes each time (with the same fonts)
// samples_maker --compare DIR  says where DIR's intake.json or truth.json differ from what would be written
#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "claims.hpp"
#include "encode.hpp"

namespace claimpack::samples {

namespace {

namespace fs = std::filesystem;

const char* name_of(Capture::Level level) {
  switch (level) {
    case Capture::Level::digital: return "digital";
    case Capture::Level::scan: return "scan";
    case Capture::Level::copy: return "copy";
    case Capture::Level::phone: return "phone";
  }
  return "";
}

const char* name_of(Capture::Mode mode) {
  return mode == Capture::Mode::colour ? "colour" : mode == Capture::Mode::gray ? "gray" : "bitonal";
}

Json page_truth(const SampleClaim& claim, const FileOnDisk& file, std::size_t index, int width, int height, const Json& marks) {
  const PageOnFile& page = file.pages[index];
  const Capture& capture = page.capture;
  const bool blank = page.document < 0;
  const Document* document = blank ? nullptr : &claim.documents.at(static_cast<std::size_t>(page.document));
  const bool is_digital = capture.level == Capture::Level::digital;
  Json t{{"file", file.name},
         {"page", index + 1},
         {"kind", blank ? "blank" : document->kind},
         {"layout", blank ? Json() : Json(document->layout)},
         {"level", name_of(capture.level)},
         {"rotation", capture.rotation},
         {"blank", blank},
         {"document", blank ? Json() : Json(page.document)},
         {"mode", name_of(capture.mode)},
         {"skew", capture.skew},
         {"artifacts", capture.artifacts},
         {"text_layer", is_digital},
         {"width", width},
         {"height", height},
         {"unit", "px"},
         {"marks", marks}};
  if (capture.level != Capture::Level::phone) t["dpi"] = 200;
  if (!capture.background.empty()) t["background"] = capture.background;
  return t;
}

// Draws and writes one file (not where `folder` is empty) and returns the truth of its pages.
Json make_file(const SampleClaim& claim, const FileOnDisk& file, const fs::path& folder) {
  Json truth = Json::array();
  const auto paper_of = [&](const PageOnFile& page) -> const Paper* {
    return page.document < 0 ? nullptr : &claim.documents.at(static_cast<std::size_t>(page.document)).papers.at(page.paper);
  };
  if (file.pages.front().capture.level == Capture::Level::digital) {
    std::vector<Paper> papers;
    for (const PageOnFile& page : file.pages) papers.push_back(*paper_of(page));
    const auto marks = folder.empty() ? marks_on(papers) : write_pdf(folder / file.name, papers);
    for (std::size_t i = 0; i < papers.size(); ++i)
      truth.push_back(page_truth(claim, file, i, static_cast<int>(papers[i].width * 200 / 25.4 + 0.5),
                                 static_cast<int>(papers[i].height * 200 / 25.4 + 0.5), marks_of(marks[i], cv::Matx33d::eye())));
    return truth;
  }
  std::vector<cv::Mat> pixels;
  for (std::size_t i = 0; i < file.pages.size(); ++i) {
    const Shot shot = shoot(paper_of(file.pages[i]), file.pages[i].capture);
    truth.push_back(page_truth(claim, file, i, shot.pixels.cols, shot.pixels.rows, shot.marks));
    pixels.push_back(shot.pixels);
  }
  if (folder.empty()) return truth;
  const fs::path path = folder / file.name;
  if (path.extension() == ".tif") write_g4_tiff(path, pixels);
  else if (path.extension() == ".pdf") write_scan_pdf(path, pixels, file.quality);
  else write_bytes(path, jpeg(pixels.front(), file.quality));
  return truth;
}

Json document_truth(const SampleClaim& claim, std::size_t index) {
  const Document& document = claim.documents[index];
  Json t{{"kind", document.kind},
         {"layout", document.layout},
         {"files", Json::array()},
         {"pages", Json::array()},
         {"fields", document.fields}};
  std::vector<std::pair<std::size_t, Json>> pages;
  for (const FileOnDisk& file : claim.files)
    for (std::size_t i = 0; i < file.pages.size(); ++i)
      if (file.pages[i].document == static_cast<int>(index))
        pages.emplace_back(file.pages[i].paper, Json{{"file", file.name}, {"page", i + 1}});
  std::stable_sort(pages.begin(), pages.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [paper, page] : pages) {
    if (std::find(t["files"].begin(), t["files"].end(), page["file"]) == t["files"].end()) t["files"].push_back(page["file"]);
    t["pages"].push_back(page);
  }
  if (!document.items.is_null()) t["items"] = document.items;
  return t;
}

Json truth_of(const SampleClaim& claim, const fs::path& folder) {
  const Person& p = claim.episode.patient;
  Json t{{"claim_id", claim.name},
         {"region", claim.region_title},
         {"claim_type", claim.intake["claim_type"]},
         {"filing", claim.filing},
         {"submitted_on", claim.intake["submitted_on"]},
         {"patient", {{"name", p.name}, {"id_number", p.id_number}, {"sex", p.sex}, {"birth_date", core::format_date(p.birth)}}}};
  const std::string from = core::format_date(claim.episode.from), to = core::format_date(claim.episode.to);
  if (claim.stay) t["stay"] = {{"admission_date", from}, {"discharge_date", to}};
  else t["visit"] = {{"visit_date", from}};
  t["total_amount"] = Json::array({core::format_money(total_of(claim.episode.rows))});
  t["documents"] = Json::array();
  for (std::size_t i = 0; i < claim.documents.size(); ++i) t["documents"].push_back(document_truth(claim, i));
  t["page_kinds"] = Json::array();
  for (const FileOnDisk& file : claim.files)
    for (const Json& page : make_file(claim, file, folder)) t["page_kinds"].push_back(page);
  t["expected"] = claim.expected;
  return t;
}

std::string printed(const Json& json) { return json.dump(1) + "\n"; }

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write(const fs::path& file, const std::string& text) { write_bytes(file, {text.begin(), text.end()}); }

std::vector<SampleClaim> all_claims() {
  auto claims = xiamen_claims();
  for (SampleClaim& claim : other_claims()) claims.push_back(std::move(claim));
  return claims;
}

int compare(const fs::path& directory) {
  int differing = 0;
  const auto check = [&](const fs::path& file, const std::string& wanted) {
    if (read(file) == wanted) return;
    std::cerr << file.string() << ": not what the maker writes\n";
    ++differing;
  };
  for (const SampleClaim& claim : all_claims()) {
    // Boxes hang on the fonts' widths and on the last bit of a product; what the papers say is compared.
    Json ours = truth_of(claim, {}), theirs = Json::parse(read(directory / claim.name / "truth.json"), nullptr, false);
    for (Json* t : {&ours, &theirs}) {
      if (!t->is_object()) continue;
      for (Json& page : (*t)["page_kinds"])
        for (Json& kind : page["marks"])
          for (Json& mark : kind) mark.erase("box");
    }
    check(directory / claim.name / "intake.json", printed(claim.intake));
    for (const FileOnDisk& file : claim.files) {
      if (fs::is_regular_file(directory / claim.name / file.name)) continue;
      std::cerr << (directory / claim.name / file.name).string() << ": is not there\n";
      ++differing;
    }
    if (ours == theirs) continue;
    std::cerr << (directory / claim.name / "truth.json").string() << ": not what the maker writes\n";
    ++differing;
  }
  return differing == 0 ? 0 : 1;
}

int make(const fs::path& directory) {
  for (const SampleClaim& claim : all_claims()) {
    const fs::path folder = directory / claim.name;
    fs::create_directories(folder);
    write(folder / "truth.json", printed(truth_of(claim, folder)));
    write(folder / "intake.json", printed(claim.intake));
    std::cout << folder.string() << "\n";
  }
  return 0;
}

}  // namespace

}  // namespace claimpack::samples

namespace {

// The fonts' caches live as long as the process unless they are told to go; a leak checker would count them.
struct Fonts {
  ~Fonts() {
    pango_cairo_font_map_set_default(nullptr);
    cairo_debug_reset_static_data();
    FcFini();
  }
};

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const Fonts fonts;
  try {
    if (words.size() == 2 && words[0] == "--compare") return claimpack::samples::compare(words[1]);
    if (words.size() == 1 && words[0].front() != '-') return claimpack::samples::make(words[0]);
  } catch (const std::exception& error) {
    std::cerr << "samples_maker: " << error.what() << "\n";
    return 1;
  }
  std::cerr << "usage: samples_maker [--compare] DIR\n";
  return 2;
}
