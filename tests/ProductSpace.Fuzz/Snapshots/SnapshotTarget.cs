using System.Buffers.Binary;
using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Fuzz.Snapshots;

/// <summary>
/// Snapshots, between pages that cannot be read: forged ones with right checksums, damaged ones, cut ones; opened in each
/// mode. Verification is asked for by the call for it, and one time of some as a part of opening, where a warm-up of some
/// dozens of searches follows whose answers nobody sees. Each is refused by a <see cref="SnapshotException"/>, or answers as <see cref="SnapshotExam"/> wants it.
/// </summary>
internal sealed class SnapshotTarget : HostileTarget
{
    private const int Questions = 2;

    /// <summary>One of so many verified files is opened with verification and warm-up at once.</summary>
    private const int WarmOfVerified = 64;

    /// <summary>One mutant of so many is of a golden file, which costs three times as much as one of a small shop.</summary>
    private const int GoldenOf = 16;

    /// <summary>The same of the shop of many cells, where only tables are forged: some loops turn there alone.</summary>
    private const int ManyCellsOf = 4;

    private readonly MutableFile[] _files;
    private readonly int _golden;
    private readonly GuardedPlaces _places = new();
    private readonly SnapshotReader _reader;
    private readonly SnapshotExam _exam;
    private readonly bool _isOfTables;

    /// <param name="golden">The files that cost more, taken less often.</param>
    /// <param name="tiny">The small ones.</param>
    /// <param name="reader">A broken reader; null for the engine.</param>
    /// <param name="isOfTables">Whether mutants are those of <see cref="TableMutants"/> alone.</param>
    public SnapshotTarget(IReadOnlyList<byte[]> golden, IReadOnlyList<byte[]> tiny, SnapshotReader? reader = null, bool isOfTables = false)
    {
        _isOfTables = isOfTables;
        _files = [.. golden.Concat(tiny).Select(bytes => new MutableFile(new GuardedBytes(bytes)))];
        _golden = golden.Count;
        _reader = reader ?? new SnapshotReader();
        _exam = new SnapshotExam(_reader);
    }

    private enum Kind
    {
        /// <summary>Structure or content changed, checksums made right.</summary>
        Forged,

        /// <summary>Bytes changed, checksums left as they were.</summary>
        Damaged,

        /// <summary>Cut, or something behind its end; the header may know.</summary>
        WrongLength,
    }

    public override long MostAllocatedBytes => 4 << 20;

    public override IEnumerable<byte[]> Intact => (_isOfTables ? _files.Take(_golden) : _files).Select(file => file.Bytes.ToArray());

    public override Verdict Run(ulong seed, long number)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, (ulong)number));
        MutableFile file = Make(ref random, out Kind kind, out OpenMode mode, out GuardedBytes? other);
        try
        {
            // A verified file that was damaged and not made right again is sound only where nothing was changed after all.
            bool isDamaged = mode == OpenMode.Verify && kind == Kind.Damaged && file.DiffersFromBefore();
            bool isWarm = mode == OpenMode.Verify && random.NextInt(WarmOfVerified) == 0;
            Verdict verdict = Examine(other ?? file.Guarded, mode, isWarm, isFull: false, ref random);
            return isDamaged && verdict != Verdict.Refused ? throw new HostileFinding("verification passed a damaged file") : verdict;
        }
        finally
        {
            file.Undo();
        }
    }

    public override byte[] BytesOf(ulong seed, long number)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, (ulong)number));
        MutableFile file = Make(ref random, out _, out _, out GuardedBytes? other);
        byte[] bytes = (other ?? file.Guarded).Span.ToArray();
        file.Undo();
        return bytes;
    }

    public override Verdict Replay(byte[] bytes)
    {
        using GuardedBytes guarded = new(bytes);
        SeededRandom random = new(1);
        Verdict quick = Examine(guarded, OpenMode.Quick, isWarm: false, isFull: true, ref random);
        Examine(guarded, OpenMode.Warm, isWarm: true, isFull: true, ref random);
        Verdict verified = Examine(guarded, OpenMode.Verify, isWarm: true, isFull: true, ref random);
        return quick == Verdict.Refused && verified != Verdict.Refused ? throw new HostileFinding("what a quick open refuses, verification took") : quick;
    }

    public override void CheckIntact()
    {
        foreach (MutableFile file in _files)
        {
            file.CheckIntact();
        }
    }

    public override void Dispose()
    {
        foreach (MutableFile file in _files)
        {
            file.Guarded.Dispose();
        }

        _places.Dispose();
    }

    /// <summary>A refusal is one line that names the file and a byte of it.</summary>
    public static void CheckRefusal(SnapshotException refusal)
    {
        if (refusal.Message.AsSpan().ContainsAnyInRange('\0', '\x1F') || !refusal.Message.StartsWith(refusal.Path, StringComparison.Ordinal) || refusal.Offset < 0 || refusal.Message.Length > 1000)
        {
            throw new HostileFinding($"a refusal is no line of text about a byte of the file: {refusal.Offset} \"{refusal.Message}\"");
        }
    }

    private MutableFile Make(ref SeededRandom random, out Kind kind, out OpenMode mode, out GuardedBytes? other)
    {
        MutableFile file = random.NextInt(_isOfTables ? ManyCellsOf : GoldenOf) == 0 ? _files[random.NextInt(_golden)] : _files[_golden + random.NextInt(_files.Length - _golden)];
        other = null;
        int choice = _isOfTables ? 13 + random.NextInt(87) : random.NextInt(100);
        kind = choice < 10 ? Kind.Damaged : choice < 13 ? Kind.WrongLength : Kind.Forged;
        mode = choice switch { < 6 => OpenMode.Verify, < 13 => OpenMode.Quick, < 40 => OpenMode.Verify, 40 => OpenMode.Warm, _ => OpenMode.Quick };
        switch (kind)
        {
            case Kind.Damaged:
                SnapshotMutants.Damage(file, ref random);
                break;
            case Kind.Forged when _isOfTables:
                TableMutants.Forge(file, ref random);
                SnapshotSeal.Reseal(file);
                break;
            case Kind.Forged:
                SnapshotMutants.Forge(file, ref random);
                SnapshotSeal.Reseal(file);
                break;
            default:
                other = WithLength(file, SnapshotMutants.WrongLength(file, ref random), ref random);
                break;
        }

        return file;
    }

    private GuardedBytes WithLength(MutableFile file, int length, ref SeededRandom random)
    {
        GuardedBytes guarded = _places.Take(length);
        int same = Math.Min(length, file.Length);
        file.Bytes[..same].CopyTo(guarded.Span);
        guarded.Span[same..].Clear();
        if (length >= SnapshotLayout.FirstSection && random.NextInt(2) == 0)
        {
            MutableFile mutable = new(guarded, isKept: false);
            BinaryPrimitives.WriteInt64LittleEndian(mutable.Change(SnapshotLayout.FileLength, sizeof(long)), length);
            if (random.NextInt(2) == 0)
            {
                SnapshotMutants.Forge(mutable, ref random);
            }

            SnapshotSeal.Reseal(mutable);
        }

        return guarded;
    }

    private Verdict Examine(GuardedBytes bytes, OpenMode mode, bool isWarm, bool isFull, ref SeededRandom random)
    {
        bool isVerified = mode == OpenMode.Verify;
        ProductIndex index;
        try
        {
            index = isVerified && !isWarm ? Verified(bytes) : _reader.Open(new BorrowedBytes(bytes), mode);
        }
        catch (SnapshotException refusal)
        {
            CheckRefusal(refusal);
            return Verdict.Refused;
        }

        using (index)
        {
            bool answered = isFull ? _exam.AskEverything(index, isVerified) : _exam.AskSome(index, isVerified, Questions, ref random);
            return answered ? Verdict.Answered : Verdict.AnsweredInPart;
        }
    }

    private ProductIndex Verified(GuardedBytes bytes)
    {
        ProductIndex index = _reader.Open(new BorrowedBytes(bytes), OpenMode.Quick);
        bool isSound = false;
        try
        {
            _reader.Verify(index);
            isSound = true;
            return index;
        }
        finally
        {
            if (!isSound)
            {
                index.Dispose();
            }
        }
    }
}
