package dev.millrace.session.vision;

import boofcv.alg.template.TemplateMatchingIntensity;
import boofcv.concurrency.BoofConcurrency;
import boofcv.factory.template.FactoryTemplateMatching;
import boofcv.factory.template.TemplateScoreType;
import boofcv.struct.image.GrayF32;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Looks for an image on a picture. At first it is looked for coarsely and everywhere, by normalised cross-correlation,
 * then finely where something is like it, and it is believed only if {@link Agreement} says that it is the same. An image
 * that is nowhere in its own size is looked for a little smaller and larger. Used by one thread.
 */
final class TemplateSearch {
    /** How much smaller and larger an image is looked for. */
    private static final double FARTHEST = 0.25;

    /** How near to each other the sizes are at most, as what one pixel more or less makes no difference to. */
    private static final double LEAST_STEP = 0.05;

    /** What is left of an image when it is looked at coarsely, in pixels: of its area, and of its shorter side. */
    private static final int COARSE_AREA = 256;

    private static final int COARSE_SIDE = 6;

    private static final int MOST_CANDIDATES = 100;
    private static final int MOST_RESIZED = 20;

    /** From which correlation on a place is looked at more finely, and from which on it may be the image. */
    private static final double LIKE = 0.5;

    private static final double SAME = 0.8;

    static {
        // The threads that search are as many as there are to be.
        BoofConcurrency.USE_CONCURRENT = false;
    }

    private final Layers scene;
    private final Layers image;
    private final int square;
    private final double step;
    private final TemplateMatchingIntensity<GrayF32> matching =
            FactoryTemplateMatching.createIntensity(TemplateScoreType.NCC, GrayF32.class);

    TemplateSearch(Layers scene, Layers image) {
        this.scene = scene;
        this.image = image;
        this.square = square(image);
        this.step = Math.max(LEAST_STEP, 2.0 * square / Math.max(image.width(), image.height()));
    }

    /** A place where something is like the image, which may be of another size. */
    private record Candidate(Layers image, int x, int y, double score) {
        Box box() {
            return new Box(x, y, image.width(), image.height());
        }

        boolean agrees(Layers scene, double tolerance) {
            return score >= SAME && Agreement.worst(scene, x, y, image) <= tolerance;
        }
    }

    /** How many pixels are looked at as one at first: a power of two. */
    private static int square(Layers image) {
        int square = 1;
        while (square < Layers.COARSEST
                && Math.min(image.width(), image.height()) / (square * 2) >= COARSE_SIDE
                && (square == 1 || image.width() * image.height() / (square * square * 4) >= COARSE_AREA)) {
            square *= 2;
        }
        return square;
    }

    /** Where the image is to be seen, from top to bottom and from left to right; empty if nowhere. */
    List<Box> find() {
        List<Box> found = inSize(image, Agreement.SAME_SIZE);
        if (found.isEmpty()) {
            found = inOtherSize();
        }
        found.sort(Comparator.comparingInt(Box::y).thenComparingInt(Box::x));
        return found;
    }

    private List<Box> inSize(Layers sized, double tolerance) {
        List<Box> found = new ArrayList<>();
        for (Candidate candidate : candidates(sized, MOST_CANDIDATES)) {
            Candidate exact = refined(candidate);
            if (found.stream().noneMatch(exact.box()::meets) && exact.agrees(scene, tolerance)) {
                found.add(exact.box());
            }
        }
        return found;
    }

    /** The size of the first that is found decides on that of all others. */
    private List<Box> inOtherSize() {
        List<Candidate> candidates = new ArrayList<>();
        for (double by = step; by <= FARTHEST; by += step) {
            candidates.addAll(candidates(image.scaled(1 / (1 + by)), MOST_RESIZED));
            candidates.addAll(candidates(image.scaled(1 + by), MOST_RESIZED));
        }
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
        for (Candidate candidate : candidates.subList(0, Math.min(MOST_RESIZED, candidates.size()))) {
            Candidate near = refined(candidate);
            if (near.score() >= LIKE) {
                Candidate exact = resized(near);
                if (exact.agrees(scene, Agreement.OTHER_SIZE)) {
                    return inSize(exact.image(), Agreement.OTHER_SIZE);
                }
            }
        }
        return new ArrayList<>();
    }

    /** What is like the image when it is looked at coarsely, the most alike first. */
    private List<Candidate> candidates(Layers sized, int most) {
        GrayF32 all = scene.brightness(square);
        GrayF32 wanted = sized.brightness(square);
        if (wanted.width > all.width || wanted.height > all.height) {
            return List.of();
        }
        GrayF32 scores = scores(all, wanted);
        List<Candidate> peaks = new ArrayList<>();
        for (int y = 0; y < scores.height; y++) {
            for (int x = 0; x < scores.width; x++) {
                float score = scores.unsafe_get(x, y);
                if (score >= LIKE && isPeak(scores, x, y)) {
                    peaks.add(new Candidate(sized, x * square, y * square, score));
                }
            }
        }
        peaks.sort(Comparator.comparingDouble(Candidate::score).reversed());
        return peaks.subList(0, Math.min(most, peaks.size()));
    }

    /** Whether nothing around is better; of what is as good, the first one counts. */
    private static boolean isPeak(GrayF32 scores, int x, int y) {
        float score = scores.unsafe_get(x, y);
        for (int ny = Math.max(0, y - 1); ny <= Math.min(scores.height - 1, y + 1); ny++) {
            for (int nx = Math.max(0, x - 1); nx <= Math.min(scores.width - 1, x + 1); nx++) {
                float other = scores.unsafe_get(nx, ny);
                if (other > score || (other == score && (ny < y || (ny == y && nx < x)))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The best place near a candidate, looked for ever more finely. */
    private Candidate refined(Candidate candidate) {
        Candidate best = candidate;
        for (int finer = square / 2; finer > 1; finer /= 2) {
            best = bestNear(best, finer);
        }
        return bestNear(best, 1);
    }

    /** The best size and place near a candidate. */
    private Candidate resized(Candidate near) {
        double scale = (double) near.image().width() / image.width();
        Candidate best = near;
        for (int n = -3; n <= 3; n++) {
            Layers other = image.scaled(scale * (1 + n * step / 5));
            if (n != 0 && other.width() <= scene.width() && other.height() <= scene.height()) {
                int x = near.x() + (near.image().width() - other.width()) / 2;
                int y = near.y() + (near.image().height() - other.height()) / 2;
                Candidate candidate = bestNear(new Candidate(other, x, y, near.score()), 1);
                best = candidate.score() > best.score() ? candidate : best;
            }
        }
        return best;
    }

    private Candidate bestNear(Candidate candidate, int finer) {
        GrayF32 all = scene.brightness(finer);
        GrayF32 wanted = candidate.image().brightness(finer);
        int reach = 2;
        int left = clamp(candidate.x() / finer - reach, all.width - wanted.width);
        int top = clamp(candidate.y() / finer - reach, all.height - wanted.height);
        int right = clamp(candidate.x() / finer + reach, all.width - wanted.width) + wanted.width;
        int bottom = clamp(candidate.y() / finer + reach, all.height - wanted.height) + wanted.height;
        GrayF32 scores = scores(all.subimage(left, top, right, bottom), wanted);
        Candidate best = new Candidate(candidate.image(), left * finer, top * finer, -1);
        for (int y = 0; y < scores.height; y++) {
            for (int x = 0; x < scores.width; x++) {
                float score = scores.unsafe_get(x, y);
                if (score > best.score()) {
                    best = new Candidate(candidate.image(), (left + x) * finer, (top + y) * finer, score);
                }
            }
        }
        return best;
    }

    private static int clamp(int value, int most) {
        return Math.max(0, Math.min(value, most));
    }

    /** How alike each place is, -1 to 1, by its upper left corner. */
    private GrayF32 scores(GrayF32 picture, GrayF32 wanted) {
        matching.setInputImage(picture);
        matching.process(wanted);
        GrayF32 all = matching.getIntensity();
        GrayF32 scores = new GrayF32(picture.width - wanted.width + 1, picture.height - wanted.height + 1);
        for (int y = 0; y < scores.height; y++) {
            for (int x = 0; x < scores.width; x++) {
                scores.unsafe_set(x, y, all.unsafe_get(x + matching.getBorderX0(), y + matching.getBorderY0()));
            }
        }
        return scores;
    }
}
