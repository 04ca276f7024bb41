#include "run/readers.hpp"

#include <fstream>
#include <iterator>
#include <mutex>
#include <nlohmann/json.hpp>

#include "receive/digest.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

namespace {

constexpr const char* fetch = "Bring it with: models/fetch";

// Tesseract behind PP-OCR is wanted for few pages: it is loaded when the first of them comes.
class TesseractWhenWanted : public core::Recogniser {
 public:
  std::vector<core::Line> read(const core::CleanPage& page) const override {
    load();
    return reader_ ? reader_->read(page) : std::vector<core::Line>{};
  }
  std::string name() const override { return "Tesseract"; }
  void load() const {
    std::call_once(once_, [this] {
      if (auto loaded = read::TesseractReader::load()) reader_ = std::move(loaded).value();
    });
  }

 private:
  mutable std::once_flag once_;
  mutable std::unique_ptr<read::TesseractReader> reader_;
};

struct Both {
  std::unique_ptr<read::PpOcr> ppocr;
  TesseractWhenWanted tesseract;
};

std::string digest_of(const std::vector<ModelFile>& files) {
  std::string all;
  for (const auto& file : files) all += file.sha256 + " " + file.file + "\n";
  return receive::sha256_hex(std::string_view(all));
}

core::Result<Readers> tesseract_alone(const std::string& warning) {
  auto loaded = read::TesseractReader::load();
  if (!loaded) return loaded.error();
  const std::shared_ptr<const read::TesseractReader> reader = std::move(loaded).value();
  Readers readers;
  readers.first = reader.get();
  readers.digest = reader->name() + " chi_sim (fallback: " + fetch + ")";
  readers.warning = warning;
  readers.keep = reader;
  return readers;
}

}  // namespace

core::Result<std::vector<ModelFile>> look_at_models(const fs::path& models) {
  const fs::path manifest = models / "manifest.json";
  std::ifstream in(manifest, std::ios::binary);
  if (!in)
    return Error{ErrorCode::missing_part, "The models' manifest is not there", manifest.string(),
                 "Name the folder of the program's data with --data"};
  std::vector<ModelFile> files;
  try {
    const auto json = nlohmann::json::parse(in);
    for (const auto& entry : json.at("files")) {
      ModelFile file{entry.at("file"), entry.at("sha256")};
      if (file.file.rfind("files/", 0) == 0) files.push_back(std::move(file));
    }
  } catch (const nlohmann::json::exception& wrong) {
    return Error{ErrorCode::bad_input, std::string("The models' manifest does not parse: ") + wrong.what(), manifest.string(),
                 "Take the project's own again"};
  }
  std::error_code ignored;
  for (auto& file : files) {
    if (!fs::exists(models / file.file, ignored)) continue;
    const auto digest = receive::sha256_file(models / file.file);
    file.state = digest && digest.value() == file.sha256 ? ModelFile::State::right : ModelFile::State::wrong;
  }
  return files;
}

core::Result<Readers> load_readers(const fs::path& models, const read::ReaderSettings& settings, read::Print print) {
  const auto looked = look_at_models(models);
  if (!looked) return looked.error();
  for (const auto& file : looked.value())
    if (file.state == ModelFile::State::wrong)
      return Error{ErrorCode::damaged, "The model is not the one of models/manifest.json (another SHA-256): refused",
                   (models / file.file).string(), "Bring the right one with: models/fetch"};
  for (const auto& file : looked.value())
    if (file.state == ModelFile::State::missing)
      return tesseract_alone("缺少识别模型（" + file.file +
                             "），本次仅用 Tesseract 识别，准确率较低；请运行 models/fetch 安装模型");

  auto both = std::make_shared<Both>();
  auto loaded = read::PpOcr::load(models / "files", settings, std::move(print));
  if (!loaded && loaded.error().code == ErrorCode::missing_part)
    return tesseract_alone("程序未含 ONNX Runtime，本次仅用 Tesseract 识别，准确率较低；请运行 models/fetch 后重新编译");
  if (!loaded) return loaded.error();
  both->ppocr = std::move(loaded).value();
  Readers readers;
  readers.first = both->ppocr.get();
  readers.turns = both->ppocr.get();
  readers.second = &both->tesseract;
  readers.digest = both->ppocr->name() + " sha256:" + digest_of(looked.value());
  for (const ModelFile& file : looked.value()) readers.files.push_back({"models/" + file.file, file.sha256});
  readers.load_all = [both = both.get()] { both->tesseract.load(); };
  readers.keep = both;
  return readers;
}

}  // namespace claimpack::run
