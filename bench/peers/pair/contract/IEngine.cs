namespace ProductSpace.Pair;

/// <summary>A build of the engine with one open snapshot, as the host asks it. For one thread.</summary>
public interface IEngine
{
    /// <summary>Products in the snapshot.</summary>
    int Count { get; }

    void Open(string path);

    /// <summary>The vector of a product.</summary>
    float[] Vector(int ordinal);

    /// <summary>Category paths with their products.</summary>
    (string Path, int Products)[] Categories();

    /// <summary>Sets the filter of the questions that follow; returns its matches.</summary>
    /// <param name="kind">none, random, category or not.</param>
    /// <param name="part">Of a random filter: one product in this many.</param>
    /// <param name="category">Of the others.</param>
    int SetFilter(string kind, int part, string category);

    /// <summary>Asks some of the queries and notes the timestamp ticks of each.</summary>
    Asked Ask(float[][] queries, Range which, Question question, long[] ticks);
}

/// <summary>How each query is asked.</summary>
/// <param name="K">Results.</param>
/// <param name="Target">Recall target.</param>
/// <param name="IsSession">Whether three products are viewed in place of a vector.</param>
public readonly record struct Question(int K, float Target, bool IsSession);

/// <summary>What came of some queries; equal engines give equal ones.</summary>
/// <param name="Scored">Vectors compared.</param>
/// <param name="Found">Hits.</param>
/// <param name="Sum">Over ordinals and similarities of all hits.</param>
/// <param name="Allocated">Bytes on the managed heap.</param>
public readonly record struct Asked(long Scored, long Found, double Sum, long Allocated);
