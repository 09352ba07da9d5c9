namespace ProductSpace.Evaluation;

/// <summary>Writes vectors of sessions, one thread at a time.</summary>
public interface ISessionVectors
{
    /// <summary>Writes the vector of a session [dimension]; returns false if no view is known.</summary>
    bool Write(in SessionSoFar session, Span<float> vector);
}
