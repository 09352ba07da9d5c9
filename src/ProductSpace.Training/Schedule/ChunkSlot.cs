using ProductSpace.Training.Sampling;

namespace ProductSpace.Training.Schedule;

/// <summary>Memory of a chunk in work: its events, its pairs by piece, and the losses of its blocks.</summary>
internal sealed class ChunkSlot
{
    /// <summary>Into how many pieces a chunk is cut for emitting; part of the schedule, so the same for any thread count.</summary>
    public const int PieceCount = 16;

    public ChunkSlot(int buckets)
    {
        for (int piece = 0; piece < PieceCount; piece++)
        {
            Pieces[piece] = new Piece(buckets);
        }

        Losses = new double[buckets * buckets];
        LossPairs = new long[buckets * buckets];
    }

    public int[] Events { get; set; } = [];

    public int Count { get; set; }

    public long Position { get; set; }

    public Piece[] Pieces { get; } = new Piece[PieceCount];

    public double[] Losses { get; }

    public long[] LossPairs { get; }

    /// <summary>First event of a piece.</summary>
    public int PieceStart(int piece) => (int)((long)Count * piece / PieceCount);
}
