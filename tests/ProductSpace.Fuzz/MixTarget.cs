using ProductSpace.Numerics;

namespace ProductSpace.Fuzz;

/// <summary>
/// Files of every kind, in shares that the danger gives: a snapshot is mapped and its numbers are followed, so that most files
/// are snapshots. The kind is drawn by the number; the mutant is the one that the kind's own target has under that number.
/// </summary>
internal sealed class MixTarget : HostileTarget
{
    /// <summary>Of a hundred.</summary>
    public static readonly (string Name, int Share)[] Shares = [("snapshots", 30), ("tables", 10), ("filters", 20), ("deltas", 15), ("embeddings", 15), ("catalogs", 8), ("rankers", 2)];

    private const ulong Drawing = 0x4B494E44;

    private readonly HostileTarget[] _targets;

    /// <param name="targets">In the order of <see cref="Shares"/>.</param>
    public MixTarget(HostileTarget[] targets) => _targets = targets;

    public override IReadOnlyList<string> Parts { get; } = Array.ConvertAll(Shares, share => share.Name);

    /// <summary>The most of any kind; each is held to its own.</summary>
    public override long MostAllocatedBytes => _targets.Max(target => target.MostAllocatedBytes);

    public override IEnumerable<byte[]> Intact => _targets.SelectMany(target => target.Intact);

    public override int PartOf(ulong seed, long number)
    {
        SeededRandom random = new(SeededRandom.Hash(seed ^ Drawing, (ulong)number));
        int place = random.NextInt(100);
        int part = 0;
        while (place >= Shares[part].Share)
        {
            place -= Shares[part++].Share;
        }

        return part;
    }

    public override Verdict Judge(ulong seed, long number, out long allocatedBytes) => _targets[PartOf(seed, number)].Judge(seed, number, out allocatedBytes);

    public override Verdict Run(ulong seed, long number) => _targets[PartOf(seed, number)].Run(seed, number);

    public override byte[] BytesOf(ulong seed, long number) => _targets[PartOf(seed, number)].BytesOf(seed, number);

    public override Verdict Replay(byte[] bytes) => throw new NotSupportedException("a file of no kind; name the kind's own target");

    public override void CheckIntact() => Array.ForEach(_targets, target => target.CheckIntact());

    public override void Dispose() => Array.ForEach(_targets, target => target.Dispose());
}
