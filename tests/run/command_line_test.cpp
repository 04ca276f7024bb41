#include <fstream>

#include "catch.hpp"
#include "run/made_scans.hpp"
#include "run/version.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using made::has;

TEST_CASE("version and help") {
  const auto version = made::run({"--version"});
  CHECK(version.code == 0);
  CHECK(version.out == std::string(run::program_name) + "\n");
  CHECK(has(made::content(std::string(CLAIMPACK_SOURCE) + "/CMakeLists.txt"),
            "VERSION " + std::string(run::program_name).substr(10)));
  const auto help = made::run({"--help"});
  CHECK(help.code == 0);
  for (const char* word : {"process", "extract", "evaluate", "templates", "doctor", "Exit codes"}) CHECK(has(help.out, word));
  CHECK(made::run({"process", "--help"}).code == 0);
}

TEST_CASE("a command line that is wrong does nothing") {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                    {"nonsense"},
                                                    {"process"},
                                                    {"process", "x"},
                                                    {"process", "x", "--out", "y", "--jobs", "0"},
                                                    {"templates"},
                                                    {"extract"},
                                                    {"--lang", "fr", "doctor"}}) {
    const auto done = made::run(arguments);
    CHECK(done.code == 1);
    CHECK_FALSE(done.err.empty());
  }
}

TEST_CASE("templates are listed and checked") {
  const auto list = made::run({"templates", "list"});
  CHECK(list.code == 0);
  CHECK(has(list.out, "inpatient_invoice"));
  CHECK(has(list.out, "xiamen"));
  const auto check = made::run({"templates", "check"});
  INFO(check.out);
  CHECK(check.code == 0);
}

TEST_CASE("templates that are wrong are named by file and line") {
  const made::Folder folder;
  fs::copy(std::string(CLAIMPACK_SOURCE) + "/templates", folder / "templates", fs::copy_options::recursive);
  fs::create_directories(folder / "models");
  made::write(folder / "templates/documents/broken.yaml", "kind: broken\ntitle: [unclosed\n");
  const auto check = made::run({"templates", "check", "--data", folder.path.string()});
  CHECK(check.code == 1);
  CHECK(has(check.out, "broken.yaml:"));
}

TEST_CASE("data that are not there are asked for") {
  const made::Folder folder;
  const auto done = made::run({"templates", "list", "--data", folder.path.string()});
  CHECK(done.code == 1);
  CHECK(has(done.err, "--data"));
}

namespace {

// The project's templates with other models.
void make_data(const fs::path& folder) {
  fs::create_directories(folder / "models/files");
  fs::copy(std::string(CLAIMPACK_SOURCE) + "/templates", folder / "templates", fs::copy_options::recursive);
  fs::copy(std::string(CLAIMPACK_SOURCE) + "/models/manifest.json", folder / "models/manifest.json");
}

}  // namespace

TEST_CASE("models that are missing: the command that brings them is named, and Tesseract reads") {
  const made::Folder folder;
  make_data(folder / "data");
  made::make_claim(folder / "in/a", 1);
  const auto done =
      made::run({"process", (folder / "in").string(), "--out", (folder / "out").string(), "--data", (folder / "data").string()});
  CHECK(done.code == 2);
  CHECK(has(done.err, "models/fetch"));
  CHECK(has(done.out, "models/fetch"));
  CHECK(has(made::content(folder / "out/a/claim.json"), "Tesseract"));
}

TEST_CASE("a model with another digest is refused") {
  const made::Folder folder;
  make_data(folder / "data");
  made::write(folder / "data/models/files/PP-OCRv6_det_small.onnx", "not a model");
  made::make_claim(folder / "in/a", 1);
  const auto done =
      made::run({"process", (folder / "in").string(), "--out", (folder / "out").string(), "--data", (folder / "data").string()});
  CHECK(done.code == 1);
  CHECK(has(done.err, "PP-OCRv6_det_small.onnx"));
  CHECK(has(done.err, "models/fetch"));
  CHECK_FALSE(fs::exists(folder / "out"));
  const auto doctor = made::run({"doctor", "--data", (folder / "data").string()});
  CHECK(doctor.code == 1);
  CHECK(has(doctor.out, "缺"));
  CHECK(has(doctor.out, "models/fetch"));
}

TEST_CASE("the doctor sees what is there and what is not") {
  const made::Folder folder;
  made::write(folder / "file", "x");
  const auto here = made::run({"doctor", "--out", (folder / "out").string()});
  for (const char* word :
       {"data folder", "Tesseract chi_sim", "templates, rules", "Chinese fonts", "pdfimages", "write rights", "free disk"}) {
    INFO(word);
    CHECK(has(here.out, word));
  }
  CHECK(made::names_in(folder.path) == std::vector<std::string>{"file"});  // a doctor leaves nothing behind
  const auto nowhere = made::run({"doctor", "--out", (folder / "file/out").string()});
  CHECK(nowhere.code == 1);
  CHECK(has(nowhere.out, "缺  write rights"));
  const auto english = made::run({"doctor", "--lang", "en", "--data", folder.path.string()});
  CHECK(english.code == 1);
  CHECK(has(english.out, "MISSING"));
}
