import './tokens.css';
import './base.css';
import './controls.css';
import './parts.css';
import './floating.css';
