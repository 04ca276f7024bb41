// The sample claims, read once by the real models: how much must be right at least, how much may be wrong at most.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "catch.hpp"
#include "run/commands.hpp"
#include "run/readers.hpp"
#include "run/scoring.hpp"
#include "verapdf.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using nlohmann::json;

namespace {

const fs::path project = CLAIMPACK_SOURCE;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("claimpack-samples-" + std::to_string(getpid()));
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

json read_json(const fs::path& file) { return json::parse(content(file)); }

// Every PDF that was handed out, packets and letters, is PDF/A-3b by a real validator.
void judge_files(const fs::path& out) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(out))
    if (entry.path().extension() == ".pdf" && entry.path().string().find("/steps/") == std::string::npos)
      files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  const auto packets =
      std::count_if(files.begin(), files.end(), [](const std::string& file) { return file.ends_with("/packet.pdf"); });
  CHECK(packets == 10);
  CHECK(files.size() > static_cast<std::size_t>(packets));  // letters too
  const std::string said = verapdf_says(files);
  if (said == "left out") {
    WARN("veraPDF left out: it is not there (tools/verapdf/fetch brings it); the samples' PDFs were not judged by it");
    return;
  }
  INFO(said);
  for (const std::string& file : files)
    CHECK((said.find(file + ": PDF/A-3b\n") != std::string::npos ? "" : file) == std::string());
}

}  // namespace

TEST_CASE("the samples: floors of what is right and ceilings of what is wrong") {
  const auto models = run::look_at_models(project / "models");
  REQUIRE(models.ok());
  for (const auto& model : models.value()) {
    INFO(model.file << " is not there, or not the manifest's: run models/fetch");
    REQUIRE(model.state == run::ModelFile::State::right);
  }
  const Folder folder;
  std::ostringstream out, err;
  run::Common common{out, err};
  common.data = project.string();
  const run::Exit exit =
      run::run_command_line({"process", (project / "samples/claims").string(), "--out", folder.path.string()}, common);
  INFO(out.str() << err.str());
  REQUIRE((exit == run::Exit::all_complete || exit == run::Exit::person_needed));

  const json floors = read_json(project / "tests/samples/floors.json");
  std::set<std::string> seen;
  json all_measured;
  for (const auto& entry : fs::directory_iterator(project / "samples/claims")) {
    const std::string name = entry.path().filename().string();
    seen.insert(name);
    INFO(name);
    CHECK(floors.contains(name));
    const json claim = read_json(folder.path / name / "claim.json");
    run::Score score;
    run::score_claim(read_json(entry.path() / "truth.json"), claim, run::usual_rule_map(), score);
    const auto wrong_accepted =
        std::count_if(score.said.begin(), score.said.end(), [](const run::Said& said) { return said.accepted && !said.right; });
    const json measured = {{"fields_right_min", score.fields.right},
                           {"cells_right_min", score.cells.right},
                           {"accepted_wrong_max", wrong_accepted},
                           {"page_kinds_wrong_max", score.page_kind.bad},
                           {"documents_missed_max", score.splitting.missed},
                           {"problems_missed_max", score.problems.missed},
                           {"false_alarms_max", score.problems.wrong},
                           {"outcome", claim.at("outcome")},
                           {"notice", fs::exists(folder.path / name / "notice.pdf")}};
    all_measured[name] = measured;
    INFO("measured " << measured.dump());
    if (!floors.contains(name)) continue;
    const json& floor = floors.at(name);
    CHECK(score.fields.right >= floor.at("fields_right_min"));
    CHECK(score.cells.right >= floor.at("cells_right_min"));
    CHECK(wrong_accepted <= floor.at("accepted_wrong_max"));
    CHECK(score.page_kind.bad <= floor.at("page_kinds_wrong_max"));
    CHECK(score.splitting.missed <= floor.at("documents_missed_max"));
    CHECK(score.problems.missed <= floor.at("problems_missed_max"));
    CHECK(score.problems.wrong <= floor.at("false_alarms_max"));
    CHECK(claim.at("outcome") == floor.at("outcome"));
    CHECK(content(folder.path / name / "packet.pdf").rfind("%PDF-", 0) == 0);
    CHECK(fs::exists(folder.path / name / "notice.pdf") == floor.at("notice"));
  }
  judge_files(folder.path);
  if (const char* file = std::getenv("CLAIMPACK_FLOORS")) std::ofstream(file) << all_measured.dump(1) << "\n";  // to raise them
  for (const auto& [name, floor] : floors.items()) {
    INFO(name << " has floors, but there is no such sample");
    CHECK(seen.count(name) == 1);
  }
}
