// The packet's PDF put together from its cover, the scans and the bookmarks. qpdf lives here.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pack/drawn_pages.hpp"
#include "pack/scan_pages.hpp"

namespace claimpack::pack {

// A bookmark; `page` counts from 0 over the whole file.
struct Bookmark {
  std::string title;
  int page = 0;
  bool has_top = false;
  double top = 0;  // points from the page's lower edge, where it leads to a part of a page
  std::vector<Bookmark> children;
};

// From `page` (counted from 0) on the pages are called "<prefix><start>", "<prefix><start + 1>" …
struct PageLabels {
  int page = 0;
  std::string prefix;
  int start = 1;
};

// A file inside the file. `relationship` as ISO 19005-3 has it: "Data", "Source", "Supplement" …
struct Attachment {
  std::string name, description, relationship, mime_type, bytes;
};

// Writes PDF/A-3b: what is added must have its fonts inside and no colours of a device but grey and RGB.
class Assembly {
 public:
  Assembly();
  ~Assembly();
  Assembly(const Assembly&) = delete;
  Assembly& operator=(const Assembly&) = delete;

  // All of them, in front of those that are there or behind. Throws std::runtime_error where a font is damaged.
  void add_drawn(const DrawnPages& drawn, bool in_front = false);
  // A scan with its invisible text (operators, may be empty).
  void add_scan(const Placement& placement, const ImageStream& image, const std::string& text);
  void label(std::vector<PageLabels> labels) { labels_ = std::move(labels); }
  void attach(Attachment attachment) { attachments_.push_back(std::move(attachment)); }
  int pages() const;
  // The whole file; `to_unicode` is the map of the invisible text's codes. Throws what qpdf throws.
  std::string finish(const std::string& title, const std::vector<Bookmark>& bookmarks, const std::string& to_unicode);

 private:
  struct File;
  std::unique_ptr<File> file_;
  std::vector<PageLabels> labels_;
  std::vector<Attachment> attachments_;
};

}  // namespace claimpack::pack
