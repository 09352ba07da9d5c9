using ProductSpace.Training.Sampling;

namespace ProductSpace.Training.Schedule;

/// <summary>
/// Memory of a chunk during its training: its events, its pairs by piece, and the losses of its blocks.
/// </summary>
internal sealed class ChunkSlot
{
    /// <summary>
    /// Number of pieces that a chunk is split into for emitting pairs; part of the schedule, and so independent of the
    /// number of threads.
    /// </summary>
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

    /// <summary>Returns the first event of a piece.</summary>
    public int PieceStart(int piece) => (int)((long)Count * piece / PieceCount);
}
