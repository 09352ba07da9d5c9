using ProductSpace.Numerics;

namespace ProductSpace.Fuzz;

/// <summary>
/// Hostile files that are made as bytes and read as bytes, in one of some ways that the number draws too. The way is drawn
/// after the bytes, so that a number has the same bytes for ever.
/// </summary>
internal abstract class FileTarget : HostileTarget
{
    private const int MostLetters = 4000;

    /// <summary>Ways to read a file; the last is the plain one.</summary>
    protected virtual int Ways => 1;

    public override Verdict Run(ulong seed, long number)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, (ulong)number));
        ReadOnlySpan<byte> bytes = Make(ref random);
        return Examine(bytes, random.NextInt(Ways));
    }

    public override byte[] BytesOf(ulong seed, long number)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, (ulong)number));
        return Make(ref random).ToArray();
    }

    public override Verdict Replay(byte[] bytes)
    {
        Verdict verdict = Examine(bytes, Ways - 1);
        for (int way = 0; way < Ways - 1; way++)
        {
            Examine(bytes, way);
        }

        return verdict;
    }

    public override void Dispose()
    {
        // Most hold nothing.
    }

    /// <summary>Makes a mutant, good until the next.</summary>
    protected abstract ReadOnlySpan<byte> Make(ref SeededRandom random);

    /// <summary>Reads a file and asks it everything.</summary>
    /// <exception cref="HostileFinding">it was not handled well.</exception>
    protected abstract Verdict Examine(ReadOnlySpan<byte> bytes, int way);

    /// <summary>A refusal is one line of text that begins with the name of the file.</summary>
    /// <exception cref="HostileFinding">it is none.</exception>
    public static Verdict CheckRefusal(Exception refusal, string path) =>
        refusal.Message.AsSpan().ContainsAnyInRange('\0', '\x1F') || !refusal.Message.StartsWith(path, StringComparison.Ordinal) || refusal.Message.Length > MostLetters
            ? throw new HostileFinding($"a refusal is no line of text: \"{refusal.Message}\"")
            : Verdict.Refused;
}
