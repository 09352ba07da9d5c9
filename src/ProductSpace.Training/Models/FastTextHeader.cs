using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Models;

/// <summary>
/// The arguments at the start of a fastText .bin (args.cc of fastText 0.9.2): 12 x int32, then a double. Invariant: a
/// header that passed <see cref="Read"/> belongs to a model of whole words with one vector each, not quantised.
/// </summary>
internal readonly record struct FastTextHeader(int Dimension, int Bucket, int Loss, bool IsSkipGram)
{
    public const int Magic = 793_712_314;

    private const int Version = 12;
    private const int HierarchicalSoftmax = 1;
    private const int LastLoss = 4;
    private const int SkipGram = 2;
    private const int Classifier = 3;

    /// <summary>
    /// False for hierarchical softmax, whose output rows belong to nodes of a tree rather than to words.
    /// </summary>
    public bool HasOut => Loss != HierarchicalSoftmax;

    public static FastTextHeader Read(ref FastTextCursor cursor)
    {
        string path = cursor.Path;
        if (cursor.Int32() != Magic)
        {
            throw Refusal.Of(path, "is no fastText model", "choose the .bin file that fastText wrote");
        }

        int version = cursor.Int32();
        if (version != Version)
        {
            throw Refusal.Of(
                path,
                $"is a fastText model of version {version}, {Version} is read",
                "train it again with fastText 0.9 or later");
        }

        int dimension = cursor.Int32();
        cursor.Skip(4 * sizeof(int)); // ws, epoch, minCount, neg
        int wordNgrams = cursor.Int32();
        int loss = cursor.Int32();
        int model = cursor.Int32();
        int bucket = cursor.Int32();
        cursor.Skip(sizeof(int)); // minn: without effect where maxn is 0
        int maxn = cursor.Int32();
        cursor.Skip(sizeof(int) + sizeof(double)); // lrUpdateRate, t
        if (dimension is < 1 or > EmbeddingLimits.MaxDimension
            || bucket < 0
            || loss is < HierarchicalSoftmax or > LastLoss
            || model is < 1 or > Classifier)
        {
            throw Refusal.Of(
                path,
                $"has arguments that fastText does not write (dim {dimension}, bucket {bucket}, loss {loss}, model "
                + $"{model})",
                Refusal.Recopy);
        }

        if (model == Classifier)
        {
            throw Refusal.Of(path, "is a fastText classifier (supervised)", "train with `fasttext skipgram -maxn 0`");
        }

        if (maxn != 0 || wordNgrams > 1)
        {
            throw Refusal.Of(
                path,
                $"makes vectors of parts of ids (maxn {maxn}, wordNgrams {wordNgrams})",
                "parts of product ids mean nothing: train with -maxn 0, or import the .vec file beside it, which has "
                + "the sums");
        }

        return new FastTextHeader(dimension, bucket, loss, model == SkipGram);
    }
}
