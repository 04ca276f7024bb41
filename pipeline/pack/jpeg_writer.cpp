#include "pack/jpeg_writer.hpp"

#include <cstdio>  // jpeglib.h wants FILE declared

#include <jpeglib.h>

#include <cassert>
#include <cstdlib>
#include <stdexcept>
#include <utility>
#include <vector>

namespace claimpack::pack {

namespace {

[[noreturn]] void give_up(j_common_ptr info) {
  char words[JMSG_LENGTH_MAX];
  info->err->format_message(info, words);
  throw std::runtime_error(words);
}

class Writer {
 public:
  Writer() {
    info_.err = jpeg_std_error(&errors_);
    errors_.error_exit = give_up;
    jpeg_create_compress(&info_);
    jpeg_mem_dest(&info_, &bytes_, &size_);
  }
  ~Writer() {
    jpeg_destroy_compress(&info_);
    std::free(bytes_);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  std::string write(const core::Image& image, const core::Box& part, int quality) {
    info_.image_width = JDIMENSION(part.w), info_.image_height = JDIMENSION(part.h);
    info_.input_components = image.channels;
    info_.in_color_space = image.channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, quality, TRUE);
    jpeg_start_compress(&info_, TRUE);
    std::vector<JSAMPLE> row(std::size_t(part.w) * std::size_t(image.channels));
    for (int y = part.y; y < part.bottom(); ++y) {
      const auto* from =
          image.bytes.data() + (std::size_t(y) * std::size_t(image.width) + std::size_t(part.x)) * std::size_t(image.channels);
      for (std::size_t i = 0; i < row.size(); ++i) row[i] = from[i];
      if (image.channels == 3)
        for (std::size_t i = 0; i + 2 < row.size(); i += 3) std::swap(row[i], row[i + 2]);
      JSAMPROW line = row.data();
      jpeg_write_scanlines(&info_, &line, 1);
    }
    jpeg_finish_compress(&info_);
    return {reinterpret_cast<const char*>(bytes_), size_};
  }

 private:
  jpeg_compress_struct info_{};
  jpeg_error_mgr errors_{};
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;
};

}  // namespace

std::string jpeg_of(const core::Image& image, const core::Box& part, int quality) {
  assert(!part.empty() && part.x >= 0 && part.y >= 0 && part.right() <= image.width && part.bottom() <= image.height);
  return Writer().write(image, part, quality);
}

}  // namespace claimpack::pack
