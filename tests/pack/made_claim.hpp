// A claim with every kind of page, made in code. Persons, hospital and numbers are invented.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pack/notice_data.hpp"
#include "pack/pack.hpp"

namespace claimpack::pack {

struct MadeClaim {
  core::Claim claim;
  std::vector<std::unique_ptr<core::Reading>> readings;
  std::vector<PacketPage> pages;

  core::Packet packed(Settings settings = {}) const;  // with notice_data() where the settings have none
  std::vector<const core::Reading*> reading_list() const;
};

// Pages: 0 bill (JPEG), 1 list (G4), 2 list (grey, turned by 90° and skewed by 3°), 3 blank, 4 two cards on one page
// (colour pixels), 5 cannot be decoded.
MadeClaim made_claim();

// The project's own templates/notices.
std::shared_ptr<const NoticeData> notice_data();

std::vector<std::uint8_t> jpeg_bytes(const core::Image& image);
std::vector<std::uint8_t> cmyk_jpeg_bytes(int width, int height, const std::vector<std::uint8_t>& inks);
core::Line line(const std::string& text, core::Box box);
core::EncodedImage encoded(core::EncodedImage::Format format, std::vector<std::uint8_t> bytes, int width, int height,
                           int components);

// What a program prints; its exit code must be 0. The arguments are parts of a shell line.
std::string output_of(const std::string& command);

// A folder that is gone with the value.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string write(const std::string& name, const std::string& bytes) const;  // the file's path
  std::string path(const std::string& name) const;

 private:
  std::filesystem::path path_;
};

std::string bytes_of(const std::string& path);
std::string without_space(const std::string& text);
int occurrences(const std::string& text, const std::string& part);

// A page as pdftoppm draws it, `dpi` dots an inch, three channels red green blue.
struct Drawn {
  int width = 0, height = 0;
  std::vector<unsigned char> bytes;
  int red(int x, int y) const { return bytes[(static_cast<std::size_t>(y) * width + x) * 3]; }
  int green(int x, int y) const { return bytes[(static_cast<std::size_t>(y) * width + x) * 3 + 1]; }
  int blue(int x, int y) const { return bytes[(static_cast<std::size_t>(y) * width + x) * 3 + 2]; }
};
Drawn drawn(const std::string& pdf_path, int page, double dpi);
int dark_pixels(const Drawn& page, double x0, double y0, double x1, double y1);

struct SeenCharacters {
  int characters = 0;
  std::string white;  // those that can be found where nothing is drawn
};
// Of words of Han characters alone, all as wide, on the first `pages` pages: where each stands, by poppler, and whether anything
// is drawn there.
SeenCharacters look_at(const std::string& pdf_path, int pages);

}  // namespace claimpack::pack
